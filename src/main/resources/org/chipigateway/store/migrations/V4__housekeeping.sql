-- What may be deleted, oldest first. One with an incident never is.
create index purchase_settled on purchase (changed_at)
    where state in ('SUCCESS', 'FAILED', 'CANCELLED', 'REJECTED') and incident is null;

-- The keys of a purchase are deleted with it.
create index idempotency_key_of_purchase on idempotency_key (transaction_hash);

-- The newest event that was ever deleted: a reader of many purchases who has seen less may have missed something.
alter table event_counter add column deleted_to bigint not null default 0;
