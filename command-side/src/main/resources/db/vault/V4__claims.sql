-- Where events are not rows of this database, a record is made before them and says so.
alter table vault.idempotency
  add column stream     text collate "C",
  add column command    text collate "C",
  add column claimed_at timestamptz,
  add check ((stream is null) = (command is null) and (stream is null) = (claimed_at is null));
comment on column vault.idempotency.command is
  'Correlation id of the events that this answer waits for; null once they are in the journal.';
