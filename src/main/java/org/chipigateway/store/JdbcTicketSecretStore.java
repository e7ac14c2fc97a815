package org.chipigateway.store;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.TicketSecretStore;

import io.smallrye.mutiny.Uni;

/** The tickets' secret in SQL: a table of one row. */
@ApplicationScoped
class JdbcTicketSecretStore implements TicketSecretStore {
    private final Database database;

    JdbcTicketSecretStore(Database database) {
        this.database = database;
    }

    @Override
    public Uni<String> kept(String ifNone) {
        // Only a store's first start writes.
        return database.read(connection -> Sql.unwrapped(() -> find(new Sql(connection))))
                .chain(found -> found.map(secret -> Uni.createFrom().item(secret)).orElseGet(() -> insert(ifNone)));
    }

    private Uni<String> insert(String secret) {
        return database.write(connection -> Sql.unwrapped(() -> insertOrTake(new Sql(connection), secret)), done -> {
        });
    }

    static Optional<String> find(Sql sql) {
        return sql.first("select secret from ticket_secret", row -> row.getString("secret"));
    }

    /** Another replica may have been faster: what it has committed is seen by the query after the insert has waited for it. */
    static String insertOrTake(Sql sql, String secret) {
        sql.any("insert into ticket_secret (id, secret) values (1, ?) on conflict do nothing", secret);
        return find(sql).orElseThrow();
    }
}
