create table counted (
  circle_id uuid     not null,
  line      smallint not null,
  events    integer  not null,
  primary key (circle_id, line)
);
