-- Run after every migration, because the roles may be made later than the tables.
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_query') then
    grant usage on schema audit to circle_query;
    grant select, insert on audit.log, audit.tile, audit.daily, audit.signing_key to circle_query;
    grant select, insert, update on audit.head, audit.edge to circle_query;
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_command') then
    -- It prints the checkpoint on exports and reports.
    grant usage on schema audit to circle_command;
    grant select on audit.log, audit.head to circle_command;
  end if;
end
$$;
