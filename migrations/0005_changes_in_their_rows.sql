-- A change is written once and read by few: compressing it, and cutting it up, costs more than the room it takes in its row.
ALTER TABLE changes SET (toast_tuple_target = 8160);
