-- What is asked for in the code's lane waits for the night as rows that tell nothing. The tables of
-- before said it in clear, and a migration holds no key to seal it: whatever waits is journaled first.

do $$
begin
  if exists (select from vault.withdrawal where not journaled)
      or exists (select from vault.erasure where not journaled) then
    raise exception 'withdrawals or erasures wait for the night, and would be lost'
      using hint = 'Start the version before this one and let a night pass (update vault.night'
        ' set last = last - 1 makes it this minute); then start this version.';
  end if;
end
$$;

drop table vault.withdrawal;
drop table vault.erasure;

create table vault.night_request (
  row_name text collate "C" primary key,
  epoch    integer          not null,
  content  bytea            not null
);
comment on table vault.night_request is
  'Withdrawals and erasures of the code''s lane. Names are keyed hashes, contents sealed; the key of a night is destroyed with it, and what still waits then is written anew under the next.';
