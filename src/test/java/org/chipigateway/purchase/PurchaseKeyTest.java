package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chipigateway.purchase.Purchases.ANA;

import org.chipigateway.identity.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurchaseKeyTest {

    @Test
    void needsAKeyOrAHash() {
        assertThatThrownBy(() -> PurchaseKey.of(ANA, null, null)).isInstanceOf(PurchaseFailure.KeyMissing.class);
    }

    @Test
    void takesTheCallersHashAsItIs() {
        assertThat(PurchaseKey.of(ANA, null, "order-1").transactionHash()).isEqualTo("order-1");
    }

    @Test
    void derivesTheHashFromIssuerSubjectAndKey() {
        String hash = PurchaseKey.of(ANA, "k-1", null).transactionHash();

        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(PurchaseKey.of(ANA, "k-1", null).transactionHash());
        assertThat(hash).isNotEqualTo(PurchaseKey.of(ANA, "k-2", null).transactionHash());
        assertThat(hash).isNotEqualTo(PurchaseKey.of(new Owner(ANA.issuer(), "ben"), "k-1", null).transactionHash());
        assertThat(hash)
                .isNotEqualTo(PurchaseKey.of(new Owner(ANA.issuer() + "a", "na"), "k-1", null).transactionHash());
    }

    @Test
    void readsTheDraftsQuotedStringAsTheSameKey() {
        assertThat(PurchaseKey.of(ANA, "\"k-1\"", null)).isEqualTo(PurchaseKey.of(ANA, " k-1 ", null));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a/b", "a b", "ñ", ".", "..", "events", "tx-1", "sku-tx-1", "a%2fb", "a;b", "a?b",
        "a\nb"})
    void refusesAHashThatCannotBeOne(String hash) {
        assertThatThrownBy(() -> PurchaseKey.of(ANA, null, hash)).isInstanceOf(PurchaseFailure.KeyInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "\"\"", "a/b", "a b", "\"a", "ñ"})
    void refusesAKeyThatCannotBeOne(String key) {
        assertThatThrownBy(() -> PurchaseKey.of(ANA, key, null)).isInstanceOf(PurchaseFailure.KeyInvalid.class);
    }

    @Test
    void boundsBothAt255() {
        String longest = "k".repeat(255);
        String longer = "k".repeat(256);

        assertThat(PurchaseKey.of(ANA, longest, longest).transactionHash()).isEqualTo(longest);
        assertThatThrownBy(() -> PurchaseKey.of(ANA, longer, null)).isInstanceOf(PurchaseFailure.KeyInvalid.class);
        assertThatThrownBy(() -> PurchaseKey.of(ANA, null, longer)).isInstanceOf(PurchaseFailure.KeyInvalid.class);
    }
}
