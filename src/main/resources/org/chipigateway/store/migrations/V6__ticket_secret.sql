-- What stream tickets are sealed with where the configuration names no secret: one row, made once.
create table ticket_secret (
    id     integer      not null primary key check (id = 1),
    secret varchar(100) not null
);
