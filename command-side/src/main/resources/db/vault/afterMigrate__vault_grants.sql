-- Run after every migration, because the roles may be made later than the tables.
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_command') then
    grant usage on schema vault to circle_command;
    grant select, insert, update, delete on
      vault.epoch, vault.data_key, vault.token, vault.member_secret, vault.box, vault.ballot,
      vault.night_request, vault.due, vault.idempotency, vault.night, vault.eraser
      to circle_command;
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_query') then
    grant usage on schema vault to circle_query;
    grant select on vault.token, vault.data_key, vault.night_request to circle_query;
  end if;
end
$$;
