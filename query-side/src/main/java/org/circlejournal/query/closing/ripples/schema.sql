-- For the circle's own members only.
create table ripples (
  circle_id uuid     not null,
  line      smallint not null,
  month     text     not null,
  kind      text     not null,
  count     integer  not null,
  primary key (circle_id, line)
);

-- For everybody else: finished blocks, rounded, never changed once there.
create table ripples_block (
  circle_id    uuid     not null,
  line         smallint not null,
  block        smallint not null,
  from_session smallint not null,
  to_session   smallint not null,
  kind         text     not null,
  share        double precision,
  withheld     text,
  primary key (circle_id, line)
);
