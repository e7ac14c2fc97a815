-- Requests to Chipi that a replica may make. Without last_seen they may still be under way, or unused; a minute after it nobody counts
-- them any more.
create table booking (
    replica   varchar(100) not null,
    number    bigint       not null,
    permits   integer      not null,
    last_seen bigint,
    primary key (replica, number)
);

-- Who waits to be sent is counted with each new purchase.
create index purchase_submitting on purchase (owner_subject, owner_issuer) where state = 'SUBMITTING';
