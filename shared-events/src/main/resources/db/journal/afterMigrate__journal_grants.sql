-- Runtime roles may add and read, and nothing else; global_index is not theirs to choose. Run after
-- every migration, because the roles may be made later than the tables.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['circle_command', 'circle_query'] loop
    if exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('grant usage on schema journal to %I', role_name);
      execute format('grant select on journal.domain_event_entry to %I', role_name);
      execute format(
        'grant insert (aggregate_identifier, sequence_number, type, event_identifier, time_stamp, '
        'payload_type, payload_revision, payload, meta_data) on journal.domain_event_entry to %I',
        role_name);
    end if;
  end loop;
end
$$;
