-- What was answered to researchers: how to compute it again, and the hash of what came out. No rows
-- of anybody; of a study's answer the hashes are under the study's key.
create table views.research_receipt (
  id         text primary key,
  at         timestamptz not null,
  workplaces text[],             -- whose circles were looked at; null for all
  receipt    text not null       -- JSON, byte for byte as it was given
);
