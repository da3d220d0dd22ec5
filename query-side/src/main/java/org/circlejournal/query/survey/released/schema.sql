create table release_ledger (
  circle_id   uuid        not null,
  line        smallint    not null,
  position    bigint      not null,
  recorded_at timestamptz not null,
  measure     text        not null,
  set_id      text        not null,
  n           smallint,
  k           smallint    not null,
  withheld    text,
  primary key (circle_id, line)
);
create index on release_ledger (position);
