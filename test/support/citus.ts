/**
 * A stand-in for the part of Citus that distributes tables: it takes and refuses what Citus does, and notes what was
 * distributed. Everything else stays on one server, so it shows what is sent, and not how the nodes work together.
 */
import { query } from './process.ts'

const standIn = `
  create schema citus_stand_in;
  grant usage on schema citus_stand_in to public;
  create table citus_stand_in.pg_dist_partition (logicalrelid oid primary key, partkey text, colocated text);
  grant select on citus_stand_in.pg_dist_partition to public;
  create function citus_stand_in.create_distributed_table(
    table_name regclass, distribution_column text, colocate_with text default 'default') returns void
  language plpgsql as $$
  begin
    if exists (select from pg_constraint where contype = 'f' and table_name in (conrelid, confrelid)) then
      raise 'foreign keys from reference tables and local tables to distributed tables are not supported';
    end if;
    if exists (select from pg_policy where polrelid = table_name
      and coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') ilike '%select%') then
      raise 'cannot create policy: subqueries are not supported in policies on distributed tables';
    end if;
    if (select relforcerowsecurity from pg_class where oid = table_name) then
      raise 'COPY FROM not supported with row-level security';
    end if;
    if exists (select from pg_trigger where tgrelid = table_name and not tgisinternal) then
      raise 'triggers are not supported on distributed tables';
    end if;
    if exists (select from pg_index where indrelid = table_name and indisunique and not exists (
      select from pg_attribute where attrelid = table_name and attname = distribution_column and attnum = any (indkey))) then
      raise 'creating unique indexes on non-partition columns is currently unsupported';
    end if;
    insert into citus_stand_in.pg_dist_partition values (table_name, distribution_column, colocate_with);
  end $$`

/** Gives a database the stand-in, as `create extension citus` would give it Citus. */
export async function installCitus(database: string): Promise<void> {
  await query(database, standIn)
  await query(database, `alter database "${database}" set search_path = "$user", public, citus_stand_in`)
}
