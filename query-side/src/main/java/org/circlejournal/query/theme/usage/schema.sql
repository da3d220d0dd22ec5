create table theme_usage (
  circle_id    uuid     not null,
  line         smallint not null,
  theme_id     text     not null,
  kind         text     not null,
  area         text,
  presented    integer  not null,
  explored     integer  not null,
  tools_tried  integer  not null,
  paths_walked integer  not null,
  last_session smallint,
  retired      boolean  not null,
  text         text, -- sealed, as JSON
  primary key (circle_id, line)
);

create table theme_usage_by_area (
  circle_id   uuid     not null,
  line        smallint not null,
  area        text     not null,
  session     smallint not null,
  presented   integer  not null,
  explored    integer  not null,
  tools_tried integer  not null,
  primary key (circle_id, line)
);
