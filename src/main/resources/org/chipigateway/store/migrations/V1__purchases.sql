-- Times are milliseconds since 1970 in UTC; amounts are decimal text, because they are compared by value and never summed.
create table purchase (
    transaction_hash varchar(255)  not null primary key,
    chipi_id         varchar(255)  unique,
    owner_issuer     varchar(1000) not null,
    owner_subject    varchar(1000) not null,
    sku_id           varchar(100)  not null,
    sku_reference    varchar(200)  not null,
    currency_amount  varchar(100)  not null,
    chain            varchar(50)   not null,
    token            varchar(50)   not null,
    wallet_address   varchar(200)  not null,
    org_markup       varchar(100)  not null,
    state            varchar(20)   not null,
    attempt          integer       not null,
    chipi_row        text,
    rejected_status  integer,
    rejected_code    varchar(200),
    rejected_message text,
    incident         varchar(100),
    created_at       bigint        not null,
    asked_at         bigint        not null,
    changed_at       bigint        not null,
    checked_at       bigint,
    last_event_id    bigint        not null
);

create index purchase_of_owner on purchase (owner_subject, owner_issuer, created_at);
create index purchase_of_goods on purchase (owner_subject, owner_issuer, sku_id, sku_reference, created_at);
create index purchase_open on purchase (transaction_hash) where state in ('SUBMITTING', 'PENDING', 'PROCESSING');

-- The key itself isn't kept: key_hash is a digest over issuer, subject and Idempotency-Key.
create table idempotency_key (
    key_hash         varchar(64)  not null primary key,
    transaction_hash varchar(255) not null references purchase (transaction_hash)
);

create table send (
    transaction_hash varchar(255)  not null references purchase (transaction_hash),
    number           integer       not null,
    started_at       bigint        not null,
    replica          varchar(100)  not null,
    base_url         varchar(1000) not null,
    api_key          varchar(200)  not null,
    ended_at         bigint,
    outcome          varchar(20),
    primary key (transaction_hash, number)
);

-- One row: handing out ids from it makes them increase in commit order, because its lock is held until the commit.
create table event_counter (
    last_id bigint not null
);
insert into event_counter (last_id) values (0);

create table event (
    id               bigint       not null primary key,
    transaction_hash varchar(255) not null references purchase (transaction_hash),
    type             varchar(20)  not null,
    terminal         integer      not null,
    at               bigint       not null,
    data             text         not null
);

create index event_of_purchase on event (transaction_hash, id);
