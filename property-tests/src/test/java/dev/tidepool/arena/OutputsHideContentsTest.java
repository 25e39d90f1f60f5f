// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Checks;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.Tide;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

/** Whatever is told of memory and objects, what is in them is not. */
@Timeout(60)
class OutputsHideContentsTest {

    private static final byte[] SECRET = "TIDEPOOLSECRET..".getBytes(StandardCharsets.US_ASCII);
    private static final String NASTY =
            "</style><script>alert('x')</script>\"&\\\u0000\u2028\ud800";

    /** The secret as text, and its words as a number in either order, as hex and as decimal. */
    private static final List<String> FORMS = List.of(
            "tidepoolsecret", "5449444550", "4c4f4f50", "loopedit",
            Long.toString(0x4C4F4F5045444954L), Long.toString(0x54494445504F4F4CL));

    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    /** An object that would tell its contents to anybody who asks. */
    private static final class Secret {
        private int uses;

        @Override
        public String toString() {
            return new String(SECRET, StandardCharsets.US_ASCII) + uses;
        }
    }

    private static void write(MemorySegment memory) {
        for (long at = 0; at < memory.byteSize(); at += SECRET.length) {
            long length = Math.min(SECRET.length, memory.byteSize() - at);
            MemorySegment.copy(MemorySegment.ofArray(SECRET), 0, memory, at, length);
        }
    }

    @SuppressWarnings("restricted")
    private static MemorySegment raw(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize);
    }

    private static MemorySegment secret(SpanAllocator allocator, long size) {
        MemorySegment block = allocator.allocate(size, 8);
        write(block);
        return block;
    }

    private void tell(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        told.add(text.toString());
    }

    private void tells(Executable call) {
        tell(assertThrows(Throwable.class, call));
    }

    private void assertNothingTold() {
        assertFalse(told.isEmpty());
        for (String text : told) {
            String lower = text.toLowerCase(Locale.ROOT);
            for (String form : FORMS) {
                assertFalse(lower.contains(form), () -> form + " is in: " + text);
            }
        }
    }

    private Handler listen(String logger) {
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line.getMessage());
                if (line.getThrown() != null) {
                    tell(line.getThrown());
                }
                for (Object parameter : line.getParameters() == null
                        ? new Object[0] : line.getParameters()) {
                    told.add("" + parameter);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger(logger).addHandler(handler);
        return handler;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anAllocatorTellsOfBlocksNotOfWhatIsInThem(Profile profile) throws Exception {
        Handler handler = listen("dev.tidepool.spanalloc");
        SpanAllocator allocator = SpanAllocator.builder().profile(profile).name(NASTY)
                .backgroundScavenger(false).hardLimit(64 << 20)
                .onLeak(leak -> {
                    told.add(leak.toString());
                    if (leak.allocatedAt() != null) {
                        tell(leak.allocatedAt());
                    }
                }).build();
        MemorySegment leaked = secret(allocator, 1000);
        secret(allocator, 100_000);
        misuse(allocator);
        told.add(allocator.stats().toString());
        told.add(allocator.stats().toText());
        told.add(allocator.stats().toJson());
        told.add(allocator.toString());
        told.add(leaked.toString());
        String html = allocator.heapMapHtml();
        told.add(html);
        assertEquals("html", DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(html))).getDocumentElement().getTagName());
        assertFalse(html.contains("<script"), "the name is markup");
        allocator.close();
        tells(() -> allocator.allocate(8));
        tells(() -> leaked.get(ValueLayout.JAVA_BYTE, 0));
        Logger.getLogger("dev.tidepool.spanalloc").removeHandler(handler);
        assertEquals(profile == Profile.HARDENED || profile == Profile.DEBUG,
                told.stream().anyMatch(line -> line.contains("was written to: ")), "logged");
        assertNothingTold();
    }

    private void misuse(SpanAllocator allocator) {
        MemorySegment block = secret(allocator, 1000);
        tells(() -> allocator.free(block.asSlice(16)));
        tells(() -> block.get(ValueLayout.JAVA_LONG, 1000));
        allocator.free(block);
        tells(() -> allocator.free(block));
        tells(() -> allocator.reallocate(block, 5));
        tells(() -> allocator.free(MemorySegment.ofArray(SECRET.clone())));
        tells(() -> allocator.freeAddress(8));
        tells(() -> allocator.allocate(1L << 40));
        for (long size : new long[] {64, 1000, 100_000}) {
            long stale = allocator.allocateAddress(size);
            allocator.freeAddress(stale);
            write(raw(stale, size));
            allocator.trim();
        }
        long overrun = allocator.allocateAddress(1000);
        write(raw(overrun, 1008));
        try {
            allocator.freeAddress(overrun);
        } catch (IllegalStateException e) {
            tell(e);
        }
    }

    @Test
    void arenasTellWhereTheyWereOpenedNotWhatIsInThem() {
        Handler handler = listen("dev.tidepool.arena");
        try (ArenaPool pool = ArenaPool.builder().name(NASTY).diagnostics(true)
                .onLeak(leak -> {
                    synchronized (told) {
                        told.add(leak.toString());
                        tell(leak.opened());
                    }
                }).build()) {
            leak(pool);
            PooledArena arena = pool.confined();
            MemorySegment segment = arena.allocate(1000);
            write(segment);
            told.add(arena + " " + segment + " " + pool + " " + pool.stats());
            arena.close();
            tells(() -> segment.fill((byte) 0));
            tells(() -> arena.allocate(8));
            SharedLease lease = pool.lease(1000, 8);
            write(lease.segment());
            told.add(lease.toString());
            lease.close();
            tells(lease::segment);
            while (pool.stats().reclaimed() == 0) {
                System.gc();
                pool.flush();
            }
        }
        Logger.getLogger("dev.tidepool.arena").removeHandler(handler);
        synchronized (told) {
            assertNothingTold();
        }
    }

    private static void leak(ArenaPool pool) {
        write(pool.shared().allocate(1000));
    }

    @Test
    void poolsTellOfObjectsByTheirClass() throws IOException {
        Path file = folder.resolve("pool.jfr");
        try (var recording = new Recording()) {
            recording.enable("dev.tidepool.Tide");
            recording.start();
            pools();
            recording.stop();
            recording.dump(file);
        }
        var events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.tidepool"))
                .map(Object::toString).toList();
        assertTrue(!events.isEmpty());
        told.addAll(events);
        assertNothingTold();
    }

    private void pools() {
        Tide tide = Tide.manual();
        try (Pool<Secret> pool = Pool.builder(Secret::new).name(NASTY).tide(tide)
                .checks(Checks.ALL).onLeak(leak -> told.add(leak.toString())).build()) {
            Secret object = pool.get();
            pool.put(object);
            tells(() -> pool.put(object));
            Secret changed = pool.get();
            pool.put(changed);
            told.add(pool.stats() + " " + pool + " " + pool.lease());
            try (BufferPool<byte[]> buffers = BufferPool.byteArrayBuilder().name(NASTY)
                    .checks(Checks.ALL).tide(tide).build()) {
                byte[] buffer = buffers.get(16);
                System.arraycopy(SECRET, 0, buffer, 0, 16);
                buffers.put(buffer);
                tells(() -> buffers.put(buffer));
                buffer[3] = 1; // after the put
                try {
                    buffers.get(16);
                } catch (IllegalStateException e) {
                    tell(e);
                }
                told.add(buffers.stats() + " " + buffers);
            }
            tide.tick();
            tide.tick();
        }
    }
}
