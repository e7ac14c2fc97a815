-- An event's owner stands beside it, so that a page of their feed is one range of the index. Purchases never change hands.
alter table event add column owner_issuer varchar(1000) not null default '';
alter table event add column owner_subject varchar(1000) not null default '';
update event set
    owner_issuer = (select purchase.owner_issuer from purchase where purchase.transaction_hash = event.transaction_hash),
    owner_subject = (select purchase.owner_subject from purchase where purchase.transaction_hash = event.transaction_hash);

create index event_of_owner on event (owner_subject, owner_issuer, id);

-- Everybody's purchases, newest first: all of them, and the few of which an operator asks most. An index that began with the state
-- would draw SQLite away from the owner's and from what may be deleted.
create index purchase_newest on purchase (created_at desc, transaction_hash, state);
create index purchase_unsettled on purchase (created_at desc, transaction_hash, state)
    where state in ('SUBMITTING', 'PENDING', 'PROCESSING');
create index purchase_unsuccessful on purchase (created_at desc, transaction_hash, state)
    where state in ('FAILED', 'CANCELLED', 'REJECTED');
create index purchase_with_incident on purchase (created_at desc, transaction_hash, state) where incident is not null;
