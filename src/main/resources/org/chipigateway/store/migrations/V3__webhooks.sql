-- What is known of a purchase's end, and where its intent stands in the log: deliveries from before it aren't its own. All purchases
-- that are here already are older than any delivery.
alter table purchase add column intent_event_id bigint not null default 0;
alter table purchase add column settled_at bigint;
alter table purchase add column row_owed integer not null default 0;
alter table purchase add column refund varchar(20);
update purchase set settled_at = changed_at where state in ('SUCCESS', 'FAILED', 'CANCELLED', 'REJECTED');

drop index purchase_open;
create index purchase_open on purchase (transaction_hash)
    where (state in ('SUBMITTING', 'PENDING', 'PROCESSING') or row_owed = 1);

-- The inbox. Its id is a digest of the body: the same content is the same delivery. Signatures aren't kept.
create table webhook_delivery (
    id               varchar(64)  not null primary key,
    event            varchar(100),
    body             text         not null,
    received_at      bigint       not null,
    last_event_id    bigint       not null,
    outcome          varchar(20)  not null,
    reason           varchar(100),
    transaction_hash varchar(255),
    retry_at         bigint
);

create index webhook_delivery_open on webhook_delivery (retry_at) where outcome in ('NEW', 'WAITING');
create index webhook_delivery_unmatched on webhook_delivery (received_at) where outcome in ('NEW', 'WAITING');
create index webhook_delivery_received on webhook_delivery (received_at);

-- What a delivery calls its purchase: Chipi's ids, and hashes.
create table webhook_name (
    name        varchar(255) not null,
    delivery_id varchar(64)  not null references webhook_delivery (id) on delete cascade,
    primary key (name, delivery_id)
);

create index webhook_name_of_delivery on webhook_name (delivery_id);
