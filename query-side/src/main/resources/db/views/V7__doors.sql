-- Sessions of pages that were ended before their time; all else of a session is in its cookie.
create table views.ended_session (
  id    text collate "C" primary key,
  until timestamptz not null
);
