-- Who runs which views now, so that running processes take a fair share each. Only the last seconds
-- count: what a crash of the database empties is written again a second later.
create unlogged table views.process (
  node       text        not null,
  generation text        not null,
  seen_at    timestamptz not null, -- by the database's clock
  primary key (node, generation)
) with (fillfactor = 30);
