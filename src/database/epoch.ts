/**
 * Which database this is. A dump that is restored makes another database or makes the tables anew, so what was read
 * before it can be told from what is read now, and nobody has to raise a number.
 */

/** SQL: a short text that is another one in any other database and after any restore from a dump. */
export const epoch = `left(encode(sha256(convert_to(concat_ws(' ',
  (select system_identifier from pg_control_system()), (select oid from pg_database where datname = current_database()),
  to_regclass('changes')::oid), 'UTF8')), 'hex'), 12)`
