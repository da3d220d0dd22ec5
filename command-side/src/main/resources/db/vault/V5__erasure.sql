-- Erasure: how far the journal was carried out, tokens of erased members, boxes sealed anew.

create table vault.eraser (
  position bigint not null
);
comment on table vault.eraser is
  'One row: up to where erasures of the journal were carried out on these tables.';

alter table vault.token drop constraint token_kind_check;
alter table vault.token drop constraint token_check;
alter table vault.token add constraint token_kind_check
  check (kind in ('member', 'invitation', 'erased'));
alter table vault.token add constraint token_check
  check ((kind <> 'invitation') = (member_id is not null) or kind = 'invitation');
comment on column vault.token.kind is
  'A token of an erased member opens nothing any more but the report of the erasure.';

alter table vault.box add column generation integer not null default 0;
comment on column vault.box.generation is
  'Grows when the ballots are sealed anew because one of them was erased.';
