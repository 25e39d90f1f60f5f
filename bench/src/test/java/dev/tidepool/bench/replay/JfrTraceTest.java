// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.span.Rng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrTraceTest {

    private static final Pattern ANY = Pattern.compile("");
    private static final int SIZE = 2 << 20;
    private static final int COUNT = 300;
    private static final Lifetime SHORT = new Lifetime(1, 1 << 20, 1 << 20);

    @TempDir static Path folder;

    private static final List<Object> KEPT = new ArrayList<>();

    @BeforeAll
    static void record() throws IOException, InterruptedException {
        record("sized.jfr", JfrEvents.OUTSIDE_TLAB, JfrEvents.IN_NEW_TLAB, JfrEvents.OLD);
        record("sampled.jfr", JfrEvents.SAMPLE);
        record("none.jfr", "jdk.GarbageCollection");
    }

    private static void record(String file, String... events)
            throws IOException, InterruptedException {
        try (Recording recording = new Recording()) {
            for (String event : events) {
                recording.enable(event).withoutStackTrace();
            }
            recording.start();
            Thread thread = Thread.ofPlatform().name("allocating").start(JfrTraceTest::allocate);
            thread.join();
            recording.stop();
            recording.dump(folder.resolve(file));
        }
    }

    private static void allocate() {
        for (int i = 0; i < COUNT; i++) {
            byte[] array = new byte[SIZE - 16];
            if (i % 100 == 0) {
                KEPT.add(array);
            }
        }
    }

    private static String convert(String file, Pattern classes, Pattern threads, long most)
            throws IOException {
        JfrEvents events = JfrEvents.read(folder.resolve(file), classes, threads);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceWriter writer = new TraceWriter(out)) {
            JfrTrace.write(events, new JfrTrace.Options(SHORT, 64, most, 1), writer);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void sizesThatTheRecordingTellsAreKept() throws IOException {
        String text =
                convert(
                        "sized.jfr",
                        Pattern.compile("^\\[B$"),
                        Pattern.compile("allocating"),
                        1000);
        TraceSummary trace = Traces.compile(text, folder).summary();
        assertTrue(trace.largest() >= SIZE && trace.largest() < SIZE + 64, text);
        assertTrue(trace.allocations() >= COUNT / 2, text);
        assertEquals(1, trace.threads());
        assertTrue(text.contains("# LIFETIMES ARE A GUESS: young:1.0:1048576:1048576"), text);
        assertTrue(text.contains("# thread 0: allocating\n"), text);
        // Everything but what the recording says has survived dies.
        long survivors = trace.allocations() - trace.frees();
        assertTrue(text.contains("# never freed: one object for each of the "), text);
        assertEquals(trace.leaks(), survivors);
    }

    @Test
    void samplesAreScaledByTheirWeights() throws IOException {
        String text = convert("sampled.jfr", ANY, Pattern.compile("allocating"), 400_000);
        TraceSummary trace = Traces.compile(text, folder).summary();
        // Each object has the 64 bytes guessed; there are as many as the weights make them.
        assertTrue(trace.largest() <= 64, text);
        assertTrue(trace.allocations() > 10_000, text);
    }

    @Test
    void aLongRecordingIsThinnedOut() throws IOException {
        String text = convert("sampled.jfr", ANY, ANY, 1000);
        TraceSummary trace = Traces.compile(text, folder).summary();
        assertTrue(trace.allocations() <= 1001, text);
        assertTrue(trace.allocations() >= 990, text);
        assertFalse(text.contains("1 of 1.0 is in this trace"), text);
    }

    @Test
    void aRecordingWithoutAllocationsIsRefused() {
        IOException e = assertThrows(IOException.class, () -> convert("none.jfr", ANY, ANY, 1000));
        assertTrue(e.getMessage().startsWith("no allocation events: record with"), e.getMessage());
        e =
                assertThrows(
                        IOException.class,
                        () -> convert("sampled.jfr", Pattern.compile("NoSuchClass"), ANY, 1000));
        assertTrue(e.getMessage().contains("the filters drop all"), e.getMessage());
    }

    @Test
    void aDamagedRecordingIsAnInputOutputException() throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve("sized.jfr"));
        Random random = new Random(5);
        Path file = folder.resolve("damaged.jfr");
        for (int i = 0; i < 60; i++) {
            byte[] bytes = i % 2 == 0 ? good.clone() : Arrays.copyOf(good, random.nextInt(2000));
            for (int j = 0; bytes.length > 0 && j < 1 + i; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                JfrEvents.read(file, ANY, ANY);
            } catch (IOException e) {
                assertTrue(
                        e.getMessage().startsWith("no flight recording, or damaged"), e::toString);
            }
        }
    }

    @Test
    void aLifetimeIsReadAndGeometric() {
        assertEquals(new Lifetime(0.9, 2048, 3 << 20), Lifetime.parse("young:0.9:2k:3m"));
        assertEquals(Lifetime.DEFAULT, Lifetime.parse("young:.95"));
        for (String wrong :
                List.of("", "young", "young:2", "old:0.5", "young:0.5:x", "young:1:1:1:1")) {
            assertThrows(IllegalArgumentException.class, () -> Lifetime.parse(wrong));
        }
        Rng random = new Rng(1);
        Lifetime lifetime = new Lifetime(0.5, 1000, 9000);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += lifetime.next(random);
        }
        assertEquals(5000, sum / 100_000, 100);
    }
}
