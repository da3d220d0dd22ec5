-- For auditors, and for the person.
create table consent_by_member (
  circle_id      uuid        not null,
  line           smallint    not null,
  id             text        not null,
  purpose        text,
  state          text        not null,
  notice_version text,
  language       text,
  sha256         text,
  at             timestamptz not null,
  recorded_at    timestamptz not null,
  "position"     bigint      not null,
  primary key (circle_id, line)
);

create index on consent_by_member (id);

-- What may be shown of how many; never changed once there.
create table consent_by_member_count (
  circle_id uuid     not null,
  line      smallint not null,
  purpose   text     not null,
  month     text,
  given     smallint,
  not_given smallint,
  withheld  text,
  primary key (circle_id, line)
);
