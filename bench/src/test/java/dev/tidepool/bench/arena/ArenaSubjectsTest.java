// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.bench.Sample;
import dev.tidepool.bench.SpeedFigure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** A benchmark of a subject that is not what it is called compares nothing. */
class ArenaSubjectsTest {

    private static final int COUNT = 10;
    private static final long SIZE = 1000;

    private final Blackhole hole =
            new Blackhole(
                    "Today's password is swordfish. I understand instantiating Blackholes directly"
                            + " is dangerous.");

    static List<String> names() {
        return Subjects.NAMES;
    }

    static Stream<String> lifetimes() {
        return names().stream().filter(name -> Subjects.open(name) instanceof LifetimeSubject);
    }

    static Stream<String> namesInBenchmarks() {
        return Stream.of(
                        ConfinedBenchmark.class,
                        ChildBenchmark.class,
                        SharedBenchmark.class,
                        LeaseBenchmark.class,
                        LeaseHandOffBenchmark.class,
                        VirtualTaskBenchmark.class)
                .flatMap(benchmark -> Stream.of(namesIn(benchmark)))
                .distinct();
    }

    private static String[] namesIn(Class<?> benchmark) {
        try {
            return benchmark.getField("subject").getAnnotation(Param.class).value();
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("namesInBenchmarks")
    void aNameInABenchmarkIsKnown(String name) {
        assertTrue(names().contains(name));
    }

    @Test
    void aNameInTheReportIsOneOfTheBenchmarks() {
        for (Work work : Work.ALL) {
            List<String> known = List.of(namesIn(work.benchmark()));
            assertTrue(known.containsAll(work.quick()), work.name());
            assertTrue(known.containsAll(work.further()), work.name());
            Set<String> all = new HashSet<>(work.quick());
            all.addAll(work.further());
            assertEquals(work.quick().size() + work.further().size(), all.size(), work.name());
        }
        assertEquals(Work.ALL.size(), Work.ALL.stream().map(Work::name).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySubjectSurvivesUse(String name) {
        try (Subject subject = Subjects.open(name)) {
            assertEquals(name, subject.name());
            for (int i = 0; i < 3; i++) {
                subject.inlined(SIZE, COUNT, hole);
                subject.escaping(SIZE, COUNT, hole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lifetimes")
    void aLifetimeEndsWhatWasAllocatedInIt(String name) {
        try (LifetimeSubject<?> subject = (LifetimeSubject<?>) Subjects.open(name)) {
            assertEnds(subject);
            subject.yielding(SIZE, COUNT, hole);
        }
    }

    private static <A extends Arena> void assertEnds(LifetimeSubject<A> subject) {
        MemorySegment block;
        try (A arena = subject.open()) {
            block = subject.allocate(arena, SIZE);
            assertEquals(SIZE, block.byteSize());
            assertEquals(0, block.address() % Subject.ALIGNMENT);
        }
        assertThrows(IllegalStateException.class, () -> block.get(ValueLayout.JAVA_BYTE, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tidepool", "tidepoolWiping", "tidepoolChild", "tidepoolShared", "jdk"})
    void memoryIsZeroAlsoWhereItIsUsedAgain(String name) {
        try (LifetimeSubject<?> subject = (LifetimeSubject<?>) Subjects.open(name)) {
            for (int i = 0; i < 10; i++) {
                assertZeroThenDirty(subject);
            }
        }
    }

    private static <A extends Arena> void assertZeroThenDirty(LifetimeSubject<A> subject) {
        try (A arena = subject.open()) {
            MemorySegment block = subject.allocate(arena, SIZE);
            assertEquals(-1, block.mismatch(MemorySegment.ofArray(new byte[(int) SIZE])));
            block.fill((byte) 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tidepoolLease", "tidepoolShared", "jdkShared", "jdkAuto"})
    void whatTravelsIsEndedByAnotherThread(String name) throws InterruptedException {
        try (TravelSubject<?> subject =
                assertInstanceOf(TravelSubject.class, Subjects.open(name))) {
            sendAndEnd(subject);
        }
    }

    private static <T> void sendAndEnd(TravelSubject<T> subject) throws InterruptedException {
        T sent = subject.send(SIZE);
        Thread.ofPlatform().start(() -> subject.end(sent)).join();
    }

    @Test
    void everyRowWithATargetIsMeasuredInAQuickRun() {
        for (SpeedRow row : SpeedRow.TABLE) {
            Set<String> measured = new HashSet<>(row.work().quick());
            if (!row.hasTarget()) {
                measured.addAll(row.work().further());
            }
            assertTrue(measured.containsAll(List.of(row.ours(), row.peer())), row::toString);
            assertTrue(Work.ALL.contains(row.work()), row::toString);
        }
    }

    @Test
    void garbageBeyondThatOfTheJdkIsNamed() {
        assertEquals("met", figure(128).verdict());
        assertEquals("MISSED: garbage", figure(192).verdict());
    }

    private static SpeedFigure figure(double bytes) {
        SpeedRow row = SpeedRow.TABLE.getFirst();
        Ledger ledger = new Ledger();
        ledger.add(row.work().name(), row.ours(), new Sample(1, bytes));
        ledger.add(row.work().name(), row.peer(), new Sample(100, 128));
        return row.figure(ledger);
    }

    @Test
    void closesAreTimedBesideAllThatOtherThreadsDo() throws InterruptedException {
        List<Latency> latencies =
                CloseLatency.run(ReportOptions.parse(new String[] {"--smoke"}));
        assertEquals(2 * Beside.Kind.values().length, latencies.size());
        for (Latency latency : latencies) {
            assertTrue(latency.closes() > 0, latency::toString);
            assertTrue(latency.p50() <= latency.most(), latency::toString);
        }
    }
}
