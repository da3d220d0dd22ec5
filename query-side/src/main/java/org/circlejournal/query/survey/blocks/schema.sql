create table blocks (
  circle_id uuid     not null,
  line      smallint not null,
  block     text     not null,
  workplace text,
  circles   smallint not null,
  primary key (circle_id, line)
);
