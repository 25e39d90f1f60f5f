// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRecorderTest {

    private static final String EACH_WRAPPER =
            """
            tidepool-trace 1
            a 0 100 /64
            r 0 5000
            a 1 0
            a 2 1000
            a 3 48
            f 0
            f 2
            a 2 10
            a 0 20 /32
            f 2
            f 0
            f 3
            f 1
            a 1 7
            """;

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TraceRecorder recorder() throws IOException {
        return new TraceRecorder(new TraceWriter(out), false);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachWrapperWritesWhatItWasAsked() throws IOException {
        try (SpanAllocator allocator = SpanAllocator.create();
                BufferPool<byte[]> arrays = BufferPool.byteArrays();
                Pool<StringBuilder> builders = Pool.of(StringBuilder::new)) {
            TraceRecorder recorder = recorder();
            RecordedSpans spans = recorder.record(allocator);
            MemorySegment block = spans.allocate(100, 64);
            block = spans.reallocate(block, 5000);
            long address = spans.allocateAddress(0);
            RecordedBuffers<byte[]> buffers = recorder.record(arrays);
            byte[] buffer = buffers.get(1000);
            RecordedPool<StringBuilder> pool = recorder.record(builders, 48);
            StringBuilder builder = pool.get();
            spans.free(block);
            buffers.put(buffer);
            try (Arena arena = recorder.record(Arena.ofConfined())) {
                arena.allocate(10, 1);
                arena.allocate(20, 32);
            }
            pool.put(builder);
            spans.freeAddress(address);
            spans.allocateUninitialized(7, 8); // Never freed.
            recorder.close();
        }
        assertEquals(EACH_WRAPPER, text());
    }

    @Test
    void whatIsNotKnownIsPassedOnAndNotRecorded() throws IOException {
        try (SpanAllocator allocator = SpanAllocator.create()) {
            TraceRecorder recorder = recorder();
            RecordedSpans spans = recorder.record(allocator);
            spans.freeAddress(allocator.allocateAddress(16));
            assertThrows(IllegalArgumentException.class, () -> spans.allocate(-1, 1));
            MemorySegment block = spans.allocate(16, 1);
            assertThrows(IllegalArgumentException.class, () -> spans.reallocate(block, -1));
            recorder.close();
            spans.free(block);
            recorder.close();
        }
        assertEquals(Traces.of("a 0 16"), text());
    }

    @Test
    void aRunOfManyThreadsIsRecordedAndReplayedIdentically() throws Exception {
        Path file = folder.resolve("run.trace.gz");
        try (SpanAllocator allocator = SpanAllocator.create();
                TraceRecorder recorder = TraceRecorder.to(file)) {
            run(recorder.record(allocator));
        }
        CompiledTrace first =
                TraceCompiler.compile(
                        TraceReader.open(file), folder.resolve("compiled"), Traces.LIMITS);
        assertEquals(4000, first.summary().allocations());
        assertEquals(5, first.summary().threads()); // And the one that cleans up.
        assertTrue(first.summary().remoteFrees() > 0);
        assertEquals(0, first.summary().leaks());
        // Replayed on an allocator that is recorded, the trace is the trace again.
        try (TraceReader reader = TraceReader.open(file);
                SpanAllocator allocator = SpanAllocator.create();
                TraceRecorder recorder = recorder()) {
            replay(reader, recorder.record(allocator));
        }
        CompiledTrace again = Traces.compile(text(), folder);
        assertEquals(events(file), Traces.withoutComments(text()));
        assertEquals(first.summary().peakLive(), again.summary().peakLive());
    }

    private static void run(RecordedSpans spans) throws InterruptedException {
        List<Long> shared = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    exchange(spans, shared, random);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        shared.forEach(spans::freeAddress);
    }

    private static void exchange(RecordedSpans spans, List<Long> shared, Random random) {
        long mine = spans.allocateAddress(1 + random.nextInt(500));
        long other;
        synchronized (shared) {
            shared.add(mine);
            if (shared.size() < 50) {
                return;
            }
            other = shared.remove(random.nextInt(shared.size()));
        }
        spans.freeAddress(other);
    }

    private static void replay(TraceReader reader, RecordedSpans spans) throws IOException {
        List<Long> addresses = new ArrayList<>();
        while (reader.next()) {
            int id = (int) reader.id();
            if (reader.kind() == 'f') {
                spans.freeAddress(addresses.get(id));
            } else {
                long address = spans.allocateAddress(reader.size());
                if (id == addresses.size()) {
                    addresses.add(address);
                } else {
                    addresses.set(id, address);
                }
            }
        }
    }

    /** The threads are one now. */
    private static String events(Path file) throws IOException {
        StringBuilder text = new StringBuilder(Traces.of());
        try (TraceReader reader = TraceReader.open(file)) {
            while (reader.next()) {
                text.append(reader.kind()).append(' ').append(reader.id());
                text.append(reader.kind() == 'a' ? " " + reader.size() : "").append('\n');
            }
        }
        return text.toString();
    }

    @Test
    void timesAreRecordedWhereTheyAreAskedFor() throws IOException {
        try (BufferPool<byte[]> pool = BufferPool.byteArrays();
                TraceRecorder recorder = new TraceRecorder(new TraceWriter(out), true)) {
            RecordedBuffers<byte[]> buffers = recorder.record(pool);
            buffers.put(buffers.get(10));
        }
        CompiledTrace trace = Traces.compile(text(), folder);
        assertTrue(trace.summary().nanos() > 0);
        assertEquals(2, trace.summary().events());
    }

    @Test
    void aDiskThatIsFullEndsTheRecordingAndNotTheProgram() throws IOException {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("full");
                    }
                };
        TraceRecorder recorder = new TraceRecorder(new TraceWriter(full), false);
        try (BufferPool<byte[]> pool = BufferPool.byteArrays()) {
            RecordedBuffers<byte[]> buffers = recorder.record(pool);
            for (int i = 0; i < 20_000; i++) {
                buffers.put(buffers.get(10));
            }
        }
        assertThrows(IOException.class, recorder::close);
    }

    @Test
    void aNameThatEndsInGzMakesAnArchive() throws IOException {
        TraceWriter.create(folder.resolve("a.trace.gz")).close();
        TraceWriter.create(folder.resolve("a.trace")).close();
        assertEquals(0x1f, Files.readAllBytes(folder.resolve("a.trace.gz"))[0]);
        assertEquals(Traces.of(), Files.readString(folder.resolve("a.trace")));
    }
}
