-- What folders of research hold, for the command side to wait with "erased" until it is gone.
create table views.research_folder (
  folder text        collate "C" primary key,  -- a name at random, which lies in the folder
  epoch  integer     not null,                 -- of the key of the oldest thing in it
  since  timestamptz not null default now()
);
