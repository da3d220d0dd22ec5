-- The journal. The columns are those of Axon's JDBC engine, in snake case.

create table journal.domain_event_entry (
  global_index         bigint      generated always as identity primary key,
  aggregate_identifier text        collate "C" not null,
  sequence_number      bigint      not null,
  type                 text        collate "C" not null,
  event_identifier     uuid        not null,
  time_stamp           timestamptz not null,
  payload_type         text        collate "C" not null,
  payload_revision     text        collate "C" not null,
  payload              bytea       not null,
  meta_data            bytea       not null,
  unique (aggregate_identifier, sequence_number)
);

comment on table journal.domain_event_entry is
  'Append-only. global_index grows in the order of commits, whoever writes.';

-- Writers take turns: the lock is taken before the first row of a statement gets its index, and is
-- held until after the commit, so that no lower index can appear after a higher one.
create function journal.take_turn() returns void
  language sql
  set search_path = pg_catalog
  as $$ select pg_advisory_xact_lock(7021982640121859436) $$;

create function journal.before_append() returns trigger
  language plpgsql
  set search_path = pg_catalog
  as $$
begin
  perform journal.take_turn();
  return null;
end
$$;

create function journal.after_append() returns trigger
  language plpgsql
  set search_path = pg_catalog
  as $$
begin
  perform pg_notify('journal', '');
  return null;
end
$$;

create function journal.refuse_change() returns trigger
  language plpgsql
  set search_path = pg_catalog
  as $$
begin
  raise exception 'the journal is append-only: % refused', tg_op
    using errcode = 'restrict_violation';
end
$$;

create trigger before_append before insert on journal.domain_event_entry
  for each statement execute function journal.before_append();
create trigger after_append after insert on journal.domain_event_entry
  for each statement execute function journal.after_append();
create trigger refuse_change before update or delete or truncate on journal.domain_event_entry
  for each statement execute function journal.refuse_change();

-- Also in sessions that switch triggers off (session_replication_role = replica).
alter table journal.domain_event_entry enable always trigger before_append;
alter table journal.domain_event_entry enable always trigger after_append;
alter table journal.domain_event_entry enable always trigger refuse_change;
