package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void rowsAndDebitsOutliveARestartAndOpenRowsSettleAfterIt() throws IOException {
        // given
        MovableClock noon = new MovableClock();
        Path file = directory.resolve("deeper/simulator.jsonl");
        String settled;
        try (Simulator simulator = Simulator
                .start(new SimulatorOptions().clock(noon).journal(file).settling(Settling.never()))) {
            SimulatedChipi chipi = new SimulatedChipi(simulator);
            settled = chipi.buy("settled", "5512345678").path("id");
            simulator.settle("settled", "SUCCESS");
            chipi.buy("failed", "5512345679");
            simulator.settle("failed", "FAILED");
            chipi.buy("open", "5512345670");
        }
        Files.writeString(file, "{\"row\":{\"id\":\"cut sho", StandardOpenOption.APPEND);

        // when
        try (Simulator simulator = Simulator
                .start(new SimulatorOptions().clock(noon).journal(file)
                        .settling(Settling.after(Duration.ofMillis(20))))) {
            SimulatedChipi chipi = new SimulatedChipi(simulator);

            // then
            assertThat(simulator.ledger().debits()).isEqualTo(3);
            chipi.get("/transactions/settled").then().body("id", equalTo(settled)).body("status", equalTo("SUCCESS"));
            chipi.get("/transactions/failed").then().body("status", equalTo("FAILED"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(
                    () -> chipi.get("/transactions/open").then().body("status", equalTo("SUCCESS")));
            chipi.buy("settled", "5512345678").then().body("id", equalTo(settled));
            assertThat(simulator.ledger().doubled()).isEmpty();
        }
    }
}
