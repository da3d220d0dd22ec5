-- What outlives a view's generation: how far each processor has come, and which generations there are.

-- Axon's JDBC token store. Updated with every batch: room on the page keeps the updates in place.
create table views.token_entry (
  processor_name text    not null,
  segment        integer not null,
  token          bytea,
  token_type     text,
  timestamp      text    not null,
  owner          text,
  primary key (processor_name, segment)
) with (fillfactor = 30);

create table views.generation (
  schema_name text        not null primary key,
  view        text        not null,
  version     integer     not null,
  ddl_sha256  text        not null,
  created_at  timestamptz not null default now()
);
