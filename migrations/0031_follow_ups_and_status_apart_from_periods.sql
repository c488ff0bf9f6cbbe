-- Facts are taken apart member by member, because jsonb would put the members of what is in them into another order.
ALTER TABLE periods SET (toast_tuple_target = 8160);--> statement-breakpoint
ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "follow_ups" json;--> statement-breakpoint
UPDATE periods SET status = facts ->> 'status', follow_ups = facts -> 'followUps', facts = (
  SELECT json_object_agg(member, CASE WHEN member <> 'quarters' THEN fact ELSE (
    SELECT json_agg(CASE WHEN json_typeof(quarter) = 'null' THEN quarter ELSE (
      SELECT json_object_agg(name, value) FROM json_each(quarter) AS of_quarter (name, value)
      WHERE name NOT IN ('followUpId', 'industry')
    ) END ORDER BY number)
    FROM json_array_elements(fact) WITH ORDINALITY AS of_period (quarter, number)
  ) END)
  FROM json_each(facts) AS one (member, fact) WHERE member <> 'followUps'
);--> statement-breakpoint
ALTER TABLE "periods" ALTER COLUMN "status" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "periods" ALTER COLUMN "follow_ups" SET NOT NULL;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
