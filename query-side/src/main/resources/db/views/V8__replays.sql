-- Generations are built, followed, shown, kept and dropped; replays build them.

alter table views.generation
  add column state text not null default 'shown'
    check (state in ('building', 'following', 'shown', 'kept', 'bounded', 'doomed')),
  add column changed_at timestamptz not null default now();

-- Until now the newest version was shown, and older ones just lay there.
update views.generation g set state = 'doomed'
 where version < (select max(version) from views.generation o where o.view = g.view);

create unique index one_is_shown on views.generation (view) where state = 'shown';

create sequence views.generation_number;

-- What was asked for and what came of it: a replay's row is its receipt.
create table views.replay (
  id          text        collate "C" primary key,
  views       text[]      not null,
  generations text[]      not null,   -- schemas, in the order of the views
  up_to       text,                   -- as it was asked: at, recorded or position, and a value
  purpose     text,
  state       text        not null
    check (state in ('running', 'complete', 'promoted', 'failed', 'cancelled')),
  position    bigint      not null default -1,
  target      bigint      not null,
  events      bigint      not null default 0,
  started_at  timestamptz not null,
  beat_at     timestamptz not null,   -- a running replay that is silent has died with its process
  ended_at    timestamptz,
  node        text        not null,
  error       text,
  receipt     text                    -- JSON
);
