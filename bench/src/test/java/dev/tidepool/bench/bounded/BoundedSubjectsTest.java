// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** A benchmark of a peer that is not bounded, or makes its objects anew, compares nothing. */
@Timeout(60)
class BoundedSubjectsTest {

    private static final int CAPACITY = 3;

    static Stream<String> pools() {
        return Subjects.NAMES.stream().filter(name -> !name.equals(Subjects.CONSTANT));
    }

    static Stream<String> waitingPools() {
        return pools().filter(name -> !Subjects.TRYING.contains(name));
    }

    static Stream<String> tryingPools() {
        return Subjects.TRYING.stream();
    }

    @SuppressWarnings("unchecked")
    private static Subject<Object> open(String name) {
        return (Subject<Object>) Subjects.open(name, CAPACITY);
    }

    private static Object claim(Subject<Object> subject) throws InterruptedException {
        Object handle = subject.claim();
        assertNotNull(handle);
        return handle;
    }

    private static List<Object> claimAll(Subject<Object> subject) throws InterruptedException {
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            held.add(claim(subject));
        }
        return held;
    }

    private static Set<Payload> payloads(Subject<Object> subject, List<Object> handles) {
        Set<Payload> payloads = Collections.newSetFromMap(new IdentityHashMap<>());
        handles.forEach(handle -> payloads.add(subject.payload(handle)));
        return payloads;
    }

    @ParameterizedTest
    @MethodSource("pools")
    void noObjectIsHandedOutTwiceAtATime(String name) throws InterruptedException {
        try (Subject<Object> subject = open(name)) {
            List<Object> held = claimAll(subject);
            assertEquals(CAPACITY, payloads(subject, held).size());
            held.forEach(subject::release);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void objectsAreUsedAgain(String name) throws InterruptedException {
        try (Subject<Object> subject = open(name)) {
            Set<Payload> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int round = 0; round < 10; round++) {
                List<Object> held = claimAll(subject);
                seen.addAll(payloads(subject, held));
                held.forEach(subject::release);
            }
            assertEquals(CAPACITY, seen.size());
            assertEquals(CAPACITY, subject.made());
            assertEquals(CAPACITY, subject.idle());
        }
    }

    @ParameterizedTest
    @MethodSource("tryingPools")
    void oneThatOnlyTriesIsRefused(String name) throws InterruptedException {
        try (Subject<Object> subject = open(name)) {
            List<Object> held = claimAll(subject);
            assertNull(subject.claim());
            Payload released = subject.payload(held.getFirst());
            subject.release(held.removeFirst());
            Object next = claim(subject);
            assertSame(released, subject.payload(next));
            subject.release(next);
            held.forEach(subject::release);
        }
    }

    @ParameterizedTest
    @MethodSource("waitingPools")
    void oneTooManyWaitsForAnObject(String name) throws Exception {
        try (Subject<Object> subject = open(name)) {
            waitAndBeServed(subject, Thread.ofPlatform());
            waitAndBeServed(subject, Thread.ofVirtual());
        }
    }

    private static void waitAndBeServed(Subject<Object> subject, Thread.Builder threads)
            throws Exception {
        List<Object> held = claimAll(subject);
        FutureTask<Payload> oneTooMany =
                new FutureTask<>(
                        () -> {
                            Object handle = claim(subject);
                            Payload payload = subject.payload(handle);
                            subject.release(handle);
                            return payload;
                        });
        Thread thread = threads.start(oneTooMany);
        awaitParked(thread);
        assertFalse(oneTooMany.isDone());
        Payload released = subject.payload(held.getFirst());
        subject.release(held.removeFirst());
        assertSame(released, oneTooMany.get(30, TimeUnit.SECONDS));
        thread.join();
        held.forEach(subject::release);
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING
                && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PairBenchmark.class,
                PairTwoThreadsBenchmark.class,
                WaitingBenchmark.class,
                VirtualTaskBenchmark.class
            })
    void aNameInABenchmarkIsKnown(Class<?> benchmark) throws NoSuchFieldException {
        String[] inBenchmark = benchmark.getField("subject").getAnnotation(Param.class).value();
        assertTrue(Subjects.NAMES.containsAll(List.of(inBenchmark)));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Subjects.open("nobody", CAPACITY));
    }
}
