-- The audit log: what was signed must last, so it has a schema and a history of its own, and is not
-- lost with the views. Holds hashes, positions and times; nothing of any event's content.

-- A log is begun again, under another name, where the journal is no longer the one that was signed.
create table audit.log (
  number   integer          primary key,
  origin   text collate "C" not null unique,
  begun_at timestamptz      not null,
  because  text             not null
    check (because in ('first', 'journal-shorter', 'journal-differs', 'restored')),
  cluster  text             not null -- which PostgreSQL, and how often it was recovered
);

-- How far it is, and which process seals. Updated with every batch.
create table audit.head (
  log       integer     primary key references audit.log,
  size      bigint      not null default 0,
  position  bigint      not null default -1, -- of the last event in the journal
  root      bytea       not null,
  last_leaf bytea,
  sealer    text        not null default '',
  seen_at   timestamptz not null default '-infinity'
) with (fillfactor = 30);

-- Tiles of 256 hashes, once they are full. Of those of level 0 also where their events are.
create table audit.tile (
  log            integer  not null references audit.log,
  level          smallint not null,
  index          bigint   not null,
  hashes         bytea    not null check (length(hashes) = 8192),
  first_position bigint,
  recorded       int8range,          -- microseconds since 1970
  primary key (log, level, index)
);
alter table audit.tile alter column hashes set storage external; -- hashes do not compress
create index tile_recorded on audit.tile using gist (recorded) where level = 0;
create index tile_position on audit.tile (log, first_position) where level = 0;

-- The tiles at the right edge, which are not full. They only grow.
create table audit.edge (
  log            integer  not null references audit.log,
  level          smallint not null,
  hashes         bytea    not null,
  first_position bigint,
  recorded       int8range,
  primary key (log, level)
) with (fillfactor = 50);
alter table audit.edge alter column hashes set storage external;

-- The checkpoint for anyone, one a day.
create table audit.daily (
  log  integer not null references audit.log,
  day  date    not null,
  size bigint  not null,
  note text    not null,
  primary key (log, day)
);

-- The log's keys in the order of their use, each handed over by the one before.
create table audit.signing_key (
  log       integer not null references audit.log,
  number    integer not null,
  vkey      text    not null,
  hand_over text,
  primary key (log, number)
);

create function audit.refuse_change() returns trigger
  language plpgsql
  set search_path = pg_catalog
  as $$
begin
  raise exception 'what the log holds stays: % of audit.% refused', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger refuse_change before update or delete or truncate on audit.log
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.tile
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.daily
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.signing_key
  for each statement execute function audit.refuse_change();
