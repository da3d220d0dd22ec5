-- Run after every migration, because the roles may be made later than the tables.
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_query') then
    grant usage on schema views to circle_query;
    grant select, insert, update, delete on views.token_entry to circle_query;
    grant select, insert, update, delete on views.process to circle_query;
    grant select on views.generation to circle_query;
    grant select on views.replay to circle_query;
    grant select, insert, delete on views.ended_session to circle_query;
    grant select, insert on views.research_receipt to circle_query;
    grant select, insert, update on views.research_folder to circle_query;
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'circle_command') then
    grant usage on schema views to circle_command;
    grant select on views.research_folder to circle_command;
  end if;
end
$$;
