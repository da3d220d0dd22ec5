create table attendance (
  circle_id  uuid     not null,
  line       smallint not null,
  session    smallint not null,
  planned_at text,
  started_at timestamptz not null,
  members    smallint not null,
  present    smallint not null,
  remote     smallint not null,
  apologies  smallint not null,
  absent     smallint not null,
  share      double precision,
  retention  double precision,
  primary key (circle_id, line)
);

-- For the circle's own members only.
create table attendance_by_member (
  circle_id uuid     not null,
  line      smallint not null,
  member_id text     not null,
  session   smallint not null,
  status    text     not null,
  primary key (circle_id, line)
);

-- For everybody else: finished blocks, rounded, never changed once there.
create table attendance_block (
  circle_id    uuid     not null,
  line         smallint not null,
  block        smallint not null,
  from_session smallint not null,
  to_session   smallint not null,
  share        double precision,
  withheld     text,
  primary key (circle_id, line)
);
