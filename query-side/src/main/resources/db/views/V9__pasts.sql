-- Replays that a question about the past made: kept for the next such question, and not for long.
alter table views.replay
  add column asked_at timestamptz;  -- when it was last of use; null where somebody ordered it
