package org.chipigateway.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.chipigateway.chipi.Account;
import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Ending;
import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseIntent;
import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Rejection;
import org.chipigateway.purchase.Send;

/** The domain's records from rows of the tables. */
final class PurchaseRow {
    static final String UPSERT = """
            insert into purchase (transaction_hash, chipi_id, owner_issuer, owner_subject, sku_id, sku_reference,
                currency_amount, chain, token, wallet_address, org_markup, state, attempt, chipi_row, rejected_status,
                rejected_code, rejected_message, incident, created_at, asked_at, changed_at, checked_at, last_event_id,
                intent_event_id, settled_at, row_owed, refund)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (transaction_hash) do update set chipi_id = excluded.chipi_id, sku_id = excluded.sku_id,
                sku_reference = excluded.sku_reference, currency_amount = excluded.currency_amount,
                chain = excluded.chain, token = excluded.token, wallet_address = excluded.wallet_address,
                org_markup = excluded.org_markup, state = excluded.state, attempt = excluded.attempt,
                chipi_row = excluded.chipi_row, rejected_status = excluded.rejected_status,
                rejected_code = excluded.rejected_code, rejected_message = excluded.rejected_message,
                incident = excluded.incident, created_at = excluded.created_at, asked_at = excluded.asked_at,
                changed_at = excluded.changed_at, checked_at = excluded.checked_at,
                last_event_id = excluded.last_event_id, intent_event_id = excluded.intent_event_id,
                settled_at = excluded.settled_at, row_owed = excluded.row_owed, refund = excluded.refund""";

    private PurchaseRow() {
    }

    /** The values of {@link #UPSERT}, in its order. */
    static Object[] values(Purchase purchase) {
        PurchaseIntent intent = purchase.intent();
        Rejection rejection = purchase.rejection();
        return new Object[]{ purchase.transactionHash(), purchase.chipiId(), purchase.owner().issuer(),
            purchase.owner().subject(), intent.skuId(), intent.skuReference(), intent.currencyAmount().toString(),
            intent.chain(), intent.token(), intent.walletAddress(), intent.orgMarkup().toString(),
            purchase.state().name(), purchase.attempt(), purchase.row(),
            rejection == null ? null : rejection.status(), rejection == null ? null : rejection.code(),
            rejection == null ? null : rejection.message(), purchase.incident(), purchase.createdAt(),
            purchase.askedAt(), purchase.changedAt(), purchase.checkedAt(), purchase.lastEventId(),
            purchase.intentEventId(), purchase.ending() == null ? null : purchase.ending().at(),
            purchase.rowOwed() ? 1 : 0, purchase.refund() == null ? null : purchase.refund().name()};
    }

    static Purchase purchase(ResultSet row) throws SQLException {
        int rejectedStatus = row.getInt("rejected_status");
        Rejection rejection = row.wasNull()
                ? null
                : new Rejection(rejectedStatus, row.getString("rejected_code"), row.getString("rejected_message"));
        return new Purchase(row.getString("transaction_hash"),
                new Owner(row.getString("owner_issuer"), row.getString("owner_subject")), intent(row),
                PurchaseState.valueOf(row.getString("state")), row.getInt("attempt"), row.getString("chipi_id"),
                row.getString("chipi_row"), rejection, row.getString("incident"), Sql.instant(row, "created_at"),
                Sql.instant(row, "asked_at"), Sql.instant(row, "changed_at"), Sql.instant(row, "checked_at"),
                row.getLong("last_event_id"), row.getLong("intent_event_id"), ending(row));
    }

    private static Ending ending(ResultSet row) throws SQLException {
        Instant at = Sql.instant(row, "settled_at");
        String refund = row.getString("refund");
        return at == null
                ? null
                : new Ending(at, row.getInt("row_owed") != 0, refund == null ? null : PurchaseRefund.valueOf(refund));
    }

    private static PurchaseIntent intent(ResultSet row) throws SQLException {
        return new PurchaseIntent(row.getString("sku_id"), row.getString("sku_reference"),
                new BigDecimal(row.getString("currency_amount")), row.getString("chain"), row.getString("token"),
                row.getString("wallet_address"), new BigDecimal(row.getString("org_markup")));
    }

    static Send send(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Send(row.getString("transaction_hash"), row.getInt("number"), Sql.instant(row, "started_at"),
                row.getString("replica"), new Account(row.getString("base_url"), row.getString("api_key")),
                Sql.instant(row, "ended_at"), outcome == null ? null : Send.Outcome.valueOf(outcome));
    }

    static PurchaseEvent event(ResultSet row) throws SQLException {
        return new PurchaseEvent(row.getLong("id"), row.getString("transaction_hash"),
                EventType.valueOf(row.getString("type")), row.getInt("terminal") != 0, Sql.instant(row, "at"),
                row.getString("data"));
    }
}
