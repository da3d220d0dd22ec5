-- The vault: tokens, member secrets, data keys, ballot boxes and what waits for its time. No table
-- holds a member id and a survey code. Nothing here says when it was written.

create table vault.epoch (
  purpose     text collate "C" not null,
  epoch       integer          not null,
  fingerprint text collate "C" not null,
  destroyed   boolean          not null default false,
  primary key (purpose, epoch)
);
comment on table vault.epoch is
  'The epoch keys that were ever made; the keys themselves are files of the secrets folder.';

create table vault.data_key (
  key_id    text collate "C" primary key,
  circle_id text collate "C" not null,
  purpose   text collate "C" not null check (purpose in ('ANSWERS', 'TEXTS')),
  epoch     integer          not null,
  wrapped   text collate "C" not null
);
create index data_key_circle on vault.data_key (circle_id);

create table vault.token (
  hash      text collate "C" primary key,
  kind      text collate "C" not null check (kind in ('member', 'invitation')),
  circle_id text collate "C" not null,
  member_id text collate "C",
  check ((kind = 'member') = (member_id is not null) or kind = 'invitation')
);
comment on column vault.token.member_id is
  'Of an invitation: who is joining with it just now; it is good as long as this is null.';
create index token_member on vault.token (circle_id, member_id);

create table vault.member_secret (
  circle_id     text collate "C" not null,
  member_id     text collate "C" not null,
  by_token      text collate "C" not null,
  recovery_hash text collate "C" not null unique,
  by_recovery   text collate "C" not null,
  primary key (circle_id, member_id)
);

create table vault.box (
  circle_id text collate "C" not null,
  name      text collate "C" not null,
  state     text collate "C" not null check (state in ('open', 'closing', 'closed')),
  revision  bigint           not null,
  epoch     integer,
  wrapped   text collate "C",
  primary key (circle_id, name),
  check ((state = 'closed') = (wrapped is null) and (state = 'closed') = (epoch is null))
);
comment on column vault.box.revision is
  'Grows with every ballot cast or taken back while the box is open; 0 once it is closed.';
create index box_not_closed on vault.box (state) where state <> 'closed';

create table vault.ballot (
  circle_id text collate "C" not null,
  box       text collate "C" not null,
  row_name  text collate "C" not null,
  content   bytea            not null,
  primary key (circle_id, box, row_name),
  foreign key (circle_id, box) references vault.box (circle_id, name)
);
comment on column vault.ballot.row_name is 'Hash of the voter, keyed by the box''s own key.';

create table vault.withdrawal (
  circle_id text collate "C" not null,
  code      text collate "C" not null,
  purpose   text collate "C" not null,
  journaled boolean          not null,
  primary key (circle_id, code, purpose)
);
create table vault.erasure (
  circle_id text collate "C" not null,
  code      text collate "C" not null,
  journaled boolean          not null,
  primary key (circle_id, code)
);

create table vault.due (
  circle_id text collate "C" not null,
  due_at    timestamptz      not null,
  primary key (circle_id, due_at)
);
create index due_time on vault.due (due_at);

create table vault.idempotency (
  name   text collate "C" primary key,
  epoch  integer          not null,
  body   text collate "C" not null,
  answer text             not null
);
comment on table vault.idempotency is
  'Name and body are keyed hashes; the key is gone after a day or two, and the rows with it.';

create table vault.night (
  last date not null
);
comment on table vault.night is 'One row: the day of the last nightly batch.';
