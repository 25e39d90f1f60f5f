// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that are got and never put back are reported, once for each place that got them. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.LeakTest#threads")
class LeakTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final Queue<LeakReport> reports = new ConcurrentLinkedQueue<>();
    private Pool<Item> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.LEAKS, Checks.ALL);
    }

    /** What makes a pool look for leaks. */
    enum Occasion {
        GET((pool, tide) -> pool.put(pool.get())),
        POLL((pool, tide) -> pool.poll()),
        PUT((pool, tide) -> pool.put(new Item())),
        LEASE((pool, tide) -> pool.lease().close()),
        CLEAR((pool, tide) -> pool.clear()),
        CLOSE((pool, tide) -> pool.close()),
        STATS((pool, tide) -> pool.stats()),
        TICK((pool, tide) -> tide.tick());

        private final BiConsumer<Pool<Item>, Tide> action;

        Occasion(BiConsumer<Pool<Item>, Tide> action) {
            this.action = action;
        }
    }

    private Pool<Item> pool() {
        return pool(checks, 1000);
    }

    private Pool<Item> pool(Checks chosen, int maxRetained) {
        pool = Pool.builder(Item::new).name("harbour").tide(tide).checks(chosen)
                .maxRetained(maxRetained).onLeak(reports::add).build();
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        Flavour.assertBalanced(pool);
    }

    private void leakByGet() {
        pool.get();
    }

    private void leakByPoll() {
        pool.poll();
    }

    @SuppressWarnings("resource") // that is the point
    private void leakByLease() {
        pool.lease().get();
    }

    /** The last leak of a test: when it is reported, all before it have been looked at. */
    private void leakLast() {
        pool.get();
    }

    private LeakReport awaitReport() {
        return awaitReports(1).getFirst();
    }

    private List<LeakReport> awaitReports(int count) {
        Gc.until(() -> {
            pool.stats();
            return reports.size() >= count;
        });
        assertEquals(count, reports.size(), () -> "reports: " + reports);
        return List.copyOf(reports);
    }

    /** Leaks one more object and demands that nothing but this is reported. */
    private void assertOnlyTheLastIsReported() {
        leakLast();
        assertGotBy(awaitReport(), "leakLast");
    }

    private static void assertGotBy(LeakReport report, String method) {
        boolean there = report.stack().stream().anyMatch(
                frame -> frame.getClassName().equals(LeakTest.class.getName())
                        && frame.getMethodName().equals(method));
        assertTrue(there, () -> "not " + method + ": " + report);
    }

    @Test
    void anObjectGotAndDroppedIsReportedWithItsPlace() {
        pool();
        leakByGet();
        assertGotBy(awaitReport(), "leakByGet");
    }

    @Test
    void theReportNamesThePoolAndCountsTheObject() {
        pool();
        leakByGet();
        LeakReport report = awaitReport();
        assertEquals("harbour", report.pool());
        assertEquals(1, report.count());
    }

    @Test
    void anObjectPolledAndDroppedIsReported() {
        pool().put(new Item());
        leakByPoll();
        assertGotBy(awaitReport(), "leakByPoll");
    }

    @Test
    void anObjectLeasedAndDroppedIsReported() {
        pool();
        leakByLease();
        assertGotBy(awaitReport(), "leakByLease");
    }

    @Test
    void aCachedObjectGotAndDroppedIsReported() {
        pool().put(new Item());
        leakByGet();
        assertGotBy(awaitReport(), "leakByGet");
    }

    @ParameterizedTest
    @EnumSource
    void leaksAreFoundBy(Occasion occasion) {
        pool();
        leakByGet();
        assertTrue(Gc.until(() -> {
            occasion.action.accept(pool, tide);
            return !reports.isEmpty();
        }), "never reported");
        assertGotBy(reports.peek(), "leakByGet");
    }

    @Test
    void manyLeaksOfOnePlaceAreReportedOnce() {
        pool();
        for (int i = 0; i < 10; i++) {
            leakByGet();
        }
        LeakReport report = awaitReport();
        assertGotBy(report, "leakByGet");
        assertTrue(report.count() >= 1 && report.count() <= 10, () -> "count: " + report);
    }

    @Test
    void aPlaceThatLeaksAgainIsNotReportedAgain() {
        pool();
        for (int i = 0; i < 2; i++) {
            leakByGet();
            awaitReport();
        }
        leakLast();
        assertGotBy(awaitReports(2).getLast(), "leakLast");
    }

    @Test
    void twoPlacesAreReportedApart() {
        pool().put(new Item());
        leakByPoll();
        leakByGet();
        List<LeakReport> both = awaitReports(2);
        assertGotBy(both.get(0), both.get(0).toString().contains("leakByGet")
                ? "leakByGet" : "leakByPoll");
        assertTrue(!both.get(0).stack().equals(both.get(1).stack()), "the same place twice");
    }

    @Test
    void aLeakOfAnotherThreadIsReported() throws Throwable {
        pool();
        kind.run(this::leakByGet);
        assertGotBy(awaitReport(), "leakByGet");
    }

    @Test
    void objectsPutBackAreNotReported() {
        pool();
        for (int i = 0; i < 100; i++) {
            pool.put(pool.get());
            pool.lease().close();
        }
        assertOnlyTheLastIsReported();
    }

    @Test
    void heldObjectsAreNotReported() {
        pool();
        var held = new ArrayList<Item>();
        for (int i = 0; i < 10; i++) {
            held.add(pool.get());
        }
        assertOnlyTheLastIsReported();
        Reference.reachabilityFence(held);
    }

    @Test
    @SuppressWarnings("try")
    void openLeasesAreNotReported() {
        try (Lease<Item> lease = pool().lease()) {
            assertOnlyTheLastIsReported();
            lease.get();
        }
    }

    @Test
    void objectsTheTideTookAreNotReported() {
        pool().put(pool.get());
        tide.tick();
        tide.tick();
        assertOnlyTheLastIsReported();
    }

    @Test
    void clearedObjectsAreNotReported() {
        pool().put(pool.get());
        pool.clear();
        assertOnlyTheLastIsReported();
    }

    @Test
    void droppedObjectsAreNotReported() {
        pool(checks, 0).put(pool.get());
        assertOnlyTheLastIsReported();
    }

    @Test
    void objectsOfAClosedPoolThatComeBackAreNotReported() {
        Item held = pool().get();
        pool.close();
        pool.put(held);
        held = null;
        assertOnlyTheLastIsReported();
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "MISUSE"})
    void aPoolThatDoesNotWatchForLeaksReportsNone(Checks others) {
        pool(others, 10);
        leakByGet();
        for (int i = 0; i < 5; i++) {
            System.gc();
            tide.tick();
            pool.stats();
        }
        assertTrue(reports.isEmpty(), () -> "reports: " + reports);
    }
}
