create table circles (
  circle_id     uuid     not null,
  line          smallint not null,
  name          text     not null,
  workplace     text     not null,
  time_zone     text     not null,
  state         text     not null,
  imported      boolean  not null,
  plan          text     not null, -- dates, as JSON
  sessions_held smallint not null,
  capacity      smallint not null,
  members       smallint not null,
  primary key (circle_id, line)
);

create index on circles (workplace, circle_id);
