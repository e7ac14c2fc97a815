package org.chipigateway.purchase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurchaseRequestReaderTest {
    private static final String GOOD = """
            {"transactionHash":"order-1","skuId":"sku-tl-TEL050","skuReference":"5512345678","currencyAmount":50,
             "chain":"STARKNET","token":"USDC","walletAddress":"0x0"}""";

    @Test
    void readsChipisBody() {
        PurchaseRequest request = read(GOOD);

        assertThat(request.transactionHash()).isEqualTo("order-1");
        assertThat(request.intent()).isEqualTo(Purchases.airtime("5512345678"));
        assertThat(request.allowDuplicate()).isFalse();
    }

    @Test
    void fillsInTheDefaults() {
        PurchaseRequest request = read("""
                {"skuId":"sku-tl-TEL050","skuReference":"5512345678","currencyAmount":50.00}""");

        assertThat(request.intent().sameAs(Purchases.airtime("5512345678"))).isTrue();
        assertThat(request.transactionHash()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "[]", "null", "\"text\"", "{", "{\"skuId\":\"a\",\"skuId\":\"b\"}", "{} {}",
        "<html>",
        "{'skuId':'a'}"})
    void refusesWhatIsNotOneJsonObject(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(PurchaseFailure.BodyMalformed.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "currencyAmount | \"50\"", "currencyAmount | -1",
        "currencyAmount | 0", "currencyAmount | 1e400", "currencyAmount | 0.123456789", "currencyAmount | null",
        "currencyAmount | 1e-999999", "skuId | 7", "skuId | \"\"", "skuId | {}", "skuReference | 5512345678",
        "skuReference | \"a\\u0000b\"", "skuReference | null", "transactionHash | 12", "chain | false",
        "orgMarkup | \"0\"", "allowDuplicate | \"true\"", "currencyAmout | 50"})
    void namesTheFieldThatIsWrong(String field, String value) {
        // given
        String body = GOOD.replaceFirst("\"" + field + "\":[^,}]*,?", "").replaceFirst("\\{",
                "{\"" + field + "\":" + value.replace("\\", "\\\\") + ",");

        // when
        PurchaseFailure.Invalid invalid = catchThrowableOfType(PurchaseFailure.Invalid.class, () -> read(body));

        // then
        assertThat(invalid.fields()).extracting(PurchaseFailure.InvalidField::field).contains(field);
    }

    @Test
    void namesAllFieldsAtOnceAndNoValue() {
        PurchaseFailure.Invalid invalid = catchThrowableOfType(PurchaseFailure.Invalid.class,
                () -> read("{\"skuReference\":5512345678}"));

        assertThat(invalid.fields()).extracting(PurchaseFailure.InvalidField::field).containsExactlyInAnyOrder("skuId",
                "skuReference", "currencyAmount");
        assertThat(invalid.fields().toString()).doesNotContain("5512345678");
    }

    @Test
    void refusesMoreThanAPurchaseCanNeed() {
        byte[] large = new byte[PurchaseRequestReader.MAX_BYTES + 1];

        assertThatThrownBy(() -> PurchaseRequestReader.read(large)).isInstanceOf(PurchaseFailure.BodyTooLarge.class);
    }

    @Test
    void keepsTheAmountExactly() {
        assertThat(read(GOOD.replace(":50,", ":50.10,")).intent().currencyAmount()).isEqualTo(new BigDecimal("50.10"));
    }

    private static PurchaseRequest read(String body) {
        return PurchaseRequestReader.read(body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "0.00", "0e99999", "0e-99999"})
    void takesAnyZeroAsZero(String zero) {
        assertThat(read(GOOD.replace("\"chain\"", "\"orgMarkup\":" + zero + ",\"chain\"")).intent().orgMarkup())
                .isEqualTo(BigDecimal.ZERO);
    }

    @Test
    void refusesHalfACharacter() {
        PurchaseFailure.Invalid invalid = catchThrowableOfType(PurchaseFailure.Invalid.class,
                () -> read(GOOD.replace("0x0", "x\\ud800y")));

        assertThat(invalid.fields()).extracting(PurchaseFailure.InvalidField::field).containsExactly("walletAddress");
        assertThat(read(GOOD.replace("0x0", "x\\ud83d\\ude00y")).intent().walletAddress()).isEqualTo("x\ud83d\ude00y");
    }
}
