create table lightness (
  circle_id uuid     not null,
  line      smallint not null,
  session   smallint not null,
  n         integer,
  arriving  double precision,
  leaving   double precision,
  change    double precision,
  low       double precision,
  high      double precision,
  withheld  text,
  primary key (circle_id, line)
);

create table lightness_by_tool (
  circle_id   uuid     not null,
  line        smallint not null,
  tool        text     not null,
  n           integer,
  helpfulness double precision,
  withheld    text,
  primary key (circle_id, line)
);
