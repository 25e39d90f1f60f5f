// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** A benchmark of a peer that is not used as it should be compares nothing. */
class SpanSubjectsTest {

    private static final int PLACES = 64;
    private static final int SIZE = 1000;

    static List<String> names() {
        return Subjects.NAMES;
    }

    private static Subject open(String name) {
        assumeTrue(Subjects.absence(name).isEmpty(), () -> Subjects.absence(name).orElse(""));
        return Subjects.open(name);
    }

    static Stream<String> namesInBenchmarks() {
        return Stream.of(
                        PairBenchmark.class,
                        PairFastThreadBenchmark.class,
                        PairTwoThreadsBenchmark.class,
                        BatchBenchmark.class,
                        ReplaceBenchmark.class,
                        HandOffBenchmark.class)
                .flatMap(benchmark -> Stream.of(namesIn(benchmark)))
                .distinct();
    }

    private static String[] namesIn(Class<?> benchmark) {
        try {
            return benchmark.getField("allocator").getAnnotation(Param.class).value();
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("namesInBenchmarks")
    void aNameInABenchmarkIsKnown(String name) {
        assertTrue(Subjects.NAMES.contains(name));
    }

    @Test
    void aNameInTheReportIsKnown() {
        for (Work work : Work.ALL) {
            assertTrue(Subjects.NAMES.containsAll(work.quick()), work.name());
            assertTrue(Subjects.NAMES.containsAll(work.further()), work.name());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSubjectHasTheNameItWasOpenedBy(String name) {
        try (Subject subject = open(name)) {
            assertEquals(name, subject.name());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void blocksAreDistinctAlignedAndKeepTheirContents(String name) {
        try (Subject subject = open(name)) {
            Blocks blocks = new Blocks(subject, PLACES, Blocks.Check.ALL, new Tally());
            Set<Long> addresses = new HashSet<>();
            for (int i = 0; i < PLACES; i++) {
                long address = blocks.allocate(i, SIZE + i);
                assertTrue(addresses.add(address));
                assertEquals(0, address % subject.alignment());
                assertEquals(address, blocks.address(i));
            }
            blocks.freeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void anAlignmentThatCanBeAskedForIsGiven(String name) {
        try (Subject subject = open(name)) {
            Blocks blocks = new Blocks(subject, PLACES, Blocks.Check.ALL, new Tally());
            for (int i = 0; i < PLACES; i++) {
                int alignment = 8 * (i % 3);
                long address = blocks.allocate(i, 8 + i, alignment);
                assertTrue(!subject.aligns() || alignment == 0 || address % alignment == 0);
            }
            blocks.freeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void memoryAskedForAsZeroIsZeroAfterReuse(String name) {
        try (Subject subject = open(name)) {
            Store store = subject.store(1);
            for (int i = 0; i < PLACES; i++) {
                long address = subject.allocateZeroed(store, 0, SIZE);
                assertTrue(Memory.isFilled(address, SIZE, (byte) 0));
                Memory.fill(address, SIZE, (byte) 1);
                subject.free(store, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void reallocationKeepsTheContents(String name) {
        try (Subject subject = open(name)) {
            Blocks blocks = new Blocks(subject, 1, Blocks.Check.ALL, new Tally());
            blocks.allocate(0, SIZE);
            for (int size : new int[] {SIZE + 1, 10 * SIZE, 100 * SIZE, SIZE, 1}) {
                blocks.reallocate(0, size);
            }
            blocks.freeAll();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void anotherThreadMayFree(String name) throws InterruptedException {
        try (Subject subject = open(name)) {
            assumeTrue(subject.freesAnywhere());
            Blocks blocks = new Blocks(subject, PLACES, Blocks.Check.ALL, new Tally());
            for (int i = 0; i < PLACES; i++) {
                blocks.allocate(i, SIZE);
            }
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread thread = new Thread(blocks::freeAll);
            thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
            thread.start();
            thread.join();
            assertNull(thrown.get());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void exchangeSwapsTwoPlaces(String name) {
        try (Subject subject = open(name)) {
            Store mine = subject.store(1);
            Store shared = subject.store(2);
            long address = subject.allocate(mine, 0, SIZE);
            mine.exchange(0, shared, 1);
            assertTrue(mine.isEmpty(0));
            assertFalse(shared.isEmpty(1));
            assertEquals(address, subject.address(shared, 1));
            subject.free(shared, 1);
            assertTrue(shared.isEmpty(1));
        }
    }

    @Test
    void aBlockThatWasWrittenOverIsFound() {
        try (Subject subject = open("tidepool")) {
            for (Blocks.Check check : List.of(Blocks.Check.EDGES, Blocks.Check.ALL)) {
                Blocks blocks = new Blocks(subject, 1, check, new Tally());
                long last = blocks.allocate(0, SIZE) + SIZE - 1;
                Memory.putByte(last, (byte) ~Memory.getByte(last));
                assertThrows(AssertionError.class, () -> blocks.free(0));
            }
        }
    }

    @Test
    void tidepoolTellsItsFootprint() {
        try (Subject subject = open("tidepool")) {
            Store store = subject.store(1);
            subject.allocate(store, 0, SIZE);
            Footprint footprint = subject.footprint();
            assertEquals(SIZE, footprint.live());
            assertTrue(footprint.resident() >= SIZE);
            assertTrue(footprint.reserved() >= footprint.resident());
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Subjects.open("nobody"));
    }

    @Test
    void theMeterSumsWhatThreadsAllocatedAndFreed() {
        try (Subject subject = open("glibc");
                Meter meter = new Meter(subject)) {
            Tally one = meter.tally();
            Tally other = meter.tally();
            meter.start();
            one.allocated(SIZE);
            other.allocated(SIZE);
            meter.sample();
            other.freed(2L * SIZE);
            assertEquals(0, meter.live());
            assertEquals(3, meter.calls());
            assertEquals(2L * SIZE, meter.peaks().live());
        }
    }

    @Test
    void allocationsAndFreesAreTimedAlikeNowAndThen() {
        Latency latency = new Latency();
        try (Subject subject = open("tidepool")) {
            Tally tally = new Tally(latency, 0);
            Store store = subject.store(1);
            for (int i = 0; i < SIZE * Latency.STRIDE; i++) {
                tally.allocate(subject, store, 0, SIZE);
                tally.free(subject, store, 0, SIZE);
            }
            assertEquals(0, tally.live());
        }
        Latency.Percentiles allocations = latency.ofAllocations();
        assertEquals(SIZE, allocations.samples());
        assertEquals(SIZE, latency.ofFrees().samples());
        assertTrue(allocations.p50() <= allocations.p99());
        assertTrue(allocations.p99() <= allocations.p999());
        latency.reset();
        assertEquals(0, latency.ofAllocations().samples());
    }

    @Test
    void tidepoolTellsItsSystemCalls() {
        try (Subject subject = open("tidepool")) {
            Store store = subject.store(1);
            subject.allocate(store, 0, SIZE);
            assertEquals(1, subject.systemCalls().maps());
            subject.free(store, 0);
            subject.trim();
            assertTrue(subject.systemCalls().releases() > 0);
        }
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        Rng one = new Rng(WorkloadOptions.SEED);
        Rng same = new Rng(WorkloadOptions.SEED);
        Rng other = new Rng(WorkloadOptions.SEED + 1);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            numbers.add(one.next());
        }
        for (long number : numbers) {
            assertEquals(number, same.next());
            assertNotEquals(number, other.next());
        }
    }

    @Test
    void drawnNumbersStayInTheirBounds() {
        Rng rng = new Rng(WorkloadOptions.SEED);
        for (int i = 0; i < SIZE; i++) {
            int number = rng.logUniform(16, 4096);
            assertTrue(number >= 16 && number <= 4096);
            number = rng.between(3, 5);
            assertTrue(number >= 3 && number <= 5);
        }
    }
}
