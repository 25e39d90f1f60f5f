// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** A benchmark of a peer that is not used as it should be compares nothing. */
class SubjectsTest {

    private static final int CAPACITY = 64;

    @SuppressWarnings("unchecked")
    private static Subject<Object> open(String name) {
        return (Subject<Object>) Subjects.open(name, CAPACITY);
    }

    static Stream<String> namesInBenchmarks() {
        return Stream.of(
                        PairBenchmark.class,
                        PairFastThreadBenchmark.class,
                        PairTwoThreadsBenchmark.class,
                        BatchBenchmark.class,
                        HandOffBenchmark.class,
                        ParcelBenchmark.class,
                        StormBenchmark.class,
                        ThreadChurnBenchmark.class)
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
    void everySubjectSurvivesUse(String name) {
        try (Subject<Object> subject = open(name)) {
            for (int i = 0; i < 3 * CAPACITY; i++) {
                Object object = subject.get();
                assertNotNull(object);
                subject.put(object);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tidepool",
                "tidepoolReset",
                "tidepoolEvict",
                "threadLocalSingle",
                "threadLocalDeque",
                "concurrentLinkedQueue",
                "arrayBlockingQueue",
                "mpmc",
                "mpmcVarHandle",
                "mpmcStrict",
                "commonsPool2",
                "jacksonDeque",
                "jacksonBounded"
            })
    void aPoolGivesBackWhatWasPutAndMakesItOnce(String name) {
        try (Subject<Object> subject = open(name)) {
            Object object = subject.get();
            subject.put(object);
            assertSame(object, subject.get());
            assertEquals(1, subject.made());
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Subjects.open("nobody", CAPACITY));
    }
}
