create table protected_space (
  circle_id           uuid     not null,
  line                smallint not null,
  session             smallint not null,
  planned_at          text,
  held_at             timestamptz,
  state               text     not null,
  planned_minutes     smallint not null,
  held_minutes        bigint,
  interrupted_minutes integer,
  reason              text,
  decided_by          text,
  lead_hours          bigint,
  early_warning       boolean  not null,
  primary key (circle_id, line)
);
