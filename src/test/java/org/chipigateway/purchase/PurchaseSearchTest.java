package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.chipigateway.identity.Owner;
import org.chipigateway.store.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everybody's purchases by an operator's filters: the store's answers are those of a plain filter over all of them. */
class PurchaseSearchTest {
    private static final Instant START = Instant.parse("2026-03-10T18:00:00Z");
    private static final Comparator<Purchase> NEWEST_FIRST = Comparator.comparing(Purchase::createdAt).reversed()
            .thenComparing(Purchase::transactionHash);

    private final Disk disk = new Disk();
    private final List<Purchase> all = new ArrayList<>();

    /** Of each owner one in each state with an incident and one without, some created in the same instant. */
    @BeforeEach
    void fill() {
        int n = 0;
        for (String subject : List.of("ana", "luis")) {
            for (PurchaseState state : PurchaseState.values()) {
                for (boolean incident : new boolean[]{ true, false}) {
                    all.add(stored(subject + "-" + state + "-" + incident, subject, state, incident,
                            START.plusSeconds(n++ / 3)));
                }
            }
        }
        all.sort(NEWEST_FIRST);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void everyCombinationOfFiltersFindsWhatItSays() {
        List<Set<PurchaseState>> states = new ArrayList<>(List.of(EnumSet.allOf(PurchaseState.class),
                EnumSet.noneOf(PurchaseState.class), EnumSet.of(PurchaseState.SUBMITTING, PurchaseState.PENDING),
                EnumSet.of(PurchaseState.FAILED, PurchaseState.REJECTED),
                EnumSet.of(PurchaseState.PENDING, PurchaseState.SUCCESS)));
        Arrays.stream(PurchaseState.values()).map(EnumSet::of).forEach(states::add);
        Arrays.stream(Submission.values()).map(said -> EnumSet.copyOf(said.states())).forEach(states::add);

        for (Set<PurchaseState> some : states) {
            for (Boolean incident : Arrays.asList(null, true, false)) {
                for (Instant before : Arrays.asList(null, START, START.plusSeconds(4), START.plusSeconds(99))) {
                    PurchaseSearch search = new PurchaseSearch(some, incident, before);
                    List<Purchase> expected = all.stream().filter(wanted(search)).toList();

                    assertThat(page(search, 0, 100)).as(search.toString()).isEqualTo(expected);
                    assertThat(count(search)).as(search.toString()).isEqualTo(expected.size());
                }
            }
        }
    }

    @Test
    void pagesFollowEachOther() {
        for (PurchaseSearch search : List.of(
                new PurchaseSearch(EnumSet.allOf(PurchaseState.class), null, null),
                new PurchaseSearch(EnumSet.of(PurchaseState.PENDING, PurchaseState.SUBMITTING), false, null),
                new PurchaseSearch(EnumSet.allOf(PurchaseState.class), true, START.plusSeconds(6)))) {
            List<Purchase> expected = all.stream().filter(wanted(search)).toList();
            List<Purchase> pages = new ArrayList<>();
            for (int offset = 0; offset <= expected.size(); offset += 3) {
                pages.addAll(page(search, offset, 3));
            }
            assertThat(pages).isEqualTo(expected);
            assertThat(page(search, expected.size(), 3)).isEmpty();
            assertThat(page(search, 10_000_000, 100)).isEmpty();
        }
    }

    @Test
    void submissionIsTheWordThatEachShows() {
        assertThat(all).allSatisfy(
                purchase -> assertThat(PurchaseJson.of(purchase).at("/gateway/submission").textValue())
                        .isEqualTo(purchase.state() == PurchaseState.REJECTED
                                ? "REJECTED"
                                : purchase.confirmed() ? "CONFIRMED" : "UNCONFIRMED"));
        assertThat(Arrays.stream(Submission.values()).flatMap(said -> said.states().stream()))
                .containsExactlyInAnyOrder(PurchaseState.values());
    }

    private static Predicate<Purchase> wanted(PurchaseSearch search) {
        return purchase -> search.states().contains(purchase.state())
                && (search.incident() == null || search.incident() == (purchase.incident() != null))
                && (search.createdBefore() == null || purchase.createdAt().isBefore(search.createdBefore()));
    }

    private Purchase stored(String hash, String subject, PurchaseState state, boolean incident, Instant at) {
        Owner owner = new Owner("https://issuer.test", subject);
        Purchase standing = state == PurchaseState.SUBMITTING
                ? Purchase.opened(hash, owner, Purchases.airtime("5512345678"), at)
                : Purchases.settled(hash, owner, state, at);
        Purchase purchase = incident ? standing.withIncident("WHY", at) : standing;
        return disk.write(tx -> PurchaseJournal.record(tx, purchase, EventType.STATUS, EventSource.CREATE, at),
                changes -> {
                });
    }

    private List<Purchase> page(PurchaseSearch search, int offset, int limit) {
        return disk.read(records -> records.page(search, offset, limit));
    }

    private long count(PurchaseSearch search) {
        return disk.read(records -> records.count(search));
    }
}
