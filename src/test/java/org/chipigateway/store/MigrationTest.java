package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier release has written is worth as much as what this one writes. */
class MigrationTest {
    @TempDir
    private Path folder;

    @Test
    void eventsThatAreThereAlreadyGetTheirOwner() throws SQLException {
        // given
        Path database = folder.resolve("gateway.db");
        Databases.migrations(database).target("4").load().migrate();
        purchase(database, "order-1", "issuer", "ana");
        purchase(database, "order-2", "issuer-2", "luis");
        event(database, 1, "order-1");
        event(database, 2, "order-2");
        event(database, 3, "order-1");

        // when
        Databases.check(database);

        // then
        assertThat(Databases.number(database, "select count(*) from event")).isEqualTo(3);
        assertThat(Databases.number(database, """
                select sum(id) from event where owner_issuer = 'issuer' and owner_subject = 'ana'""")).isEqualTo(4);
        assertThat(Databases.number(database, """
                select sum(id) from event where owner_issuer = 'issuer-2' and owner_subject = 'luis'""")).isEqualTo(2);
    }

    private static void purchase(Path database, String hash, String issuer, String subject) throws SQLException {
        Databases.execute(database, """
                insert into purchase (transaction_hash, owner_issuer, owner_subject, sku_id, sku_reference,
                currency_amount, chain, token, wallet_address, org_markup, state, attempt, created_at, asked_at,
                changed_at, last_event_id)
                values ('%s', '%s', '%s', 'sku', '5512345678', '10', 'STARKNET', 'USDC', '0x0', '0', 'SUBMITTING', 1,
                1, 1, 1, 0)""".formatted(hash, issuer, subject));
    }

    private static void event(Path database, int id, String hash) throws SQLException {
        Databases.execute(database,
                "insert into event (id, transaction_hash, type, terminal, at, data) values (%d, '%s', 'STATUS', 0, 1, '{}')"
                        .formatted(id, hash));
    }
}
