-- What is looked up by a hash is looked up by its bytes: an index of them is half as long as one of
-- hex digits, and a founding writes three. Nobody looks tokens up by member alone but within a
-- circle, and the order of time alone serves all who ask for what is due.

alter table vault.token alter column hash type bytea using decode(hash, 'hex');
drop index vault.token_member;
create index token_circle on vault.token (circle_id);

alter table vault.member_secret
  alter column recovery_hash type bytea using decode(recovery_hash, 'hex');

drop index vault.due_time;
alter table vault.due drop constraint due_pkey;
alter table vault.due add primary key (due_at, circle_id);

alter table vault.idempotency
  alter column name type bytea using decode(name, 'hex'),
  alter column body type bytea using decode(body, 'hex');
