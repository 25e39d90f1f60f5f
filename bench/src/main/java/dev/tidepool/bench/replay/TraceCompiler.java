// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Checks a trace and gives each live block a place. Its memory grows with the blocks that are live
 * at a time, not with the trace.
 */
final class TraceCompiler {

    /** The most blocks live at a time. */
    static final int MAX_PLACES = 1 << 21;

    private static final int FIRST_PLACES = 1 << 10;
    private static final int FREED = 1 << 10;
    private static final int ID_COLUMN = 3;

    /**
     * What a trace may ask for.
     *
     * @param events lines of events
     * @param liveBytes live at a time
     */
    record Limits(long events, long liveBytes) {}

    private final TraceReader reader;
    private final Limits limits;
    private final FileChannel out;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    private final LiveIds ids = new LiveIds();
    private long[] lines = new long[FIRST_PLACES]; // Of the allocation; 0 where nothing is live.
    private int[] sizes = new int[FIRST_PLACES];
    private int[] ordinals = new int[FIRST_PLACES];
    private byte[] threads = new byte[FIRST_PLACES];
    private int[] idle = new int[FIRST_PLACES];
    private int idleCount;
    private int places;

    // Which ids were freed lately, for a better message.
    private final long[] freedIds = new long[FREED];
    private final long[] freedLines = new long[FREED];

    private long events;
    private long allocations;
    private long frees;
    private long reallocations;
    private long remoteFrees;
    private int threadCount = 1;
    private long ends;
    private long allocated;
    private long live;
    private long peakLive;
    private long largest;
    private long alignment;
    private long nanos;

    private TraceCompiler(TraceReader reader, Limits limits, FileChannel out) {
        this.reader = reader;
        this.limits = limits;
        this.out = out;
    }

    /**
     * Writes the compiled trace to a file.
     *
     * @throws TraceException if the trace is wrong or asks for more than the limits
     */
    static CompiledTrace compile(TraceReader reader, Path file, Limits limits) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            TraceSummary summary = new TraceCompiler(reader, limits, out).run();
            return new CompiledTrace(file, summary);
        }
    }

    private TraceSummary run() throws IOException {
        out.position(CompiledTrace.HEAD_BYTES);
        while (reader.next()) {
            if (++events > limits.events()) {
                throw reader.wrong(
                        1, "at most " + limits.events() + " events (see --max-events)", "one more");
            }
            threadCount = Math.max(threadCount, reader.thread() + 1);
            switch (reader.kind()) {
                case 'a' -> allocate();
                case 'f' -> free();
                case 'r' -> reallocate();
                case 't' -> pass();
                default -> {
                    ends++;
                    write(Packed.first(Packed.END, 0, reader.thread(), false, 0), 0);
                }
            }
        }
        if (allocations == 0) {
            throw reader.wrong(1, "an allocation", "the end of the trace");
        }
        flush();
        TraceSummary summary = summary();
        ByteBuffer head = ByteBuffer.allocate(CompiledTrace.HEAD_BYTES);
        head.asLongBuffer().put(summary.toLongs());
        out.position(0);
        out.write(head);
        return summary;
    }

    private void allocate() throws IOException {
        long id = reader.id();
        int old = ids.get(id);
        if (old >= 0) {
            throw reader.wrong(
                    ID_COLUMN, "an id that is not live", id + ", allocated on line " + lines[old]);
        }
        int place = idleCount > 0 ? idle[--idleCount] : newPlace();
        ids.put(id, place);
        lines[place] = reader.line();
        allocations++;
        allocated += reader.size();
        alignment = Math.max(alignment, reader.alignment());
        resize(place, 0, reader.size());
        write(Packed.ALLOCATE, place, reader.size());
    }

    private int newPlace() throws TraceException {
        if (places == MAX_PLACES) {
            throw reader.wrong(1, "at most " + MAX_PLACES + " blocks live at a time", "one more");
        }
        if (places == sizes.length) {
            lines = Arrays.copyOf(lines, 2 * places);
            sizes = Arrays.copyOf(sizes, 2 * places);
            ordinals = Arrays.copyOf(ordinals, 2 * places);
            threads = Arrays.copyOf(threads, 2 * places);
            idle = Arrays.copyOf(idle, 2 * places);
        }
        threads[places] = (byte) reader.thread(); // Nothing to wait for.
        return places++;
    }

    private void free() throws IOException {
        int place = live();
        frees++;
        if ((threads[place] & 0xff) != reader.thread()) {
            remoteFrees++;
        }
        live -= sizes[place];
        write(Packed.FREE, place, sizes[place]);
        ids.remove(reader.id());
        int mark = (int) reader.id() & (FREED - 1);
        freedIds[mark] = reader.id();
        freedLines[mark] = reader.line();
        lines[place] = 0;
        idle[idleCount++] = place;
    }

    private void reallocate() throws IOException {
        int place = live();
        reallocations++;
        allocated += Math.max(0, reader.size() - sizes[place]);
        resize(place, sizes[place], reader.size());
        write(Packed.REALLOCATE, place, reader.size());
    }

    /** {@return the place of the event's block} */
    private int live() throws TraceException {
        long id = reader.id();
        int place = ids.get(id);
        if (place < 0) {
            int mark = (int) id & (FREED - 1);
            boolean known = freedIds[mark] == id && freedLines[mark] > 0;
            throw reader.wrong(
                    ID_COLUMN,
                    "the id of a live block",
                    id
                            + (known
                                    ? ", freed on line " + freedLines[mark]
                                    : ", which no line before allocates or which is free"));
        }
        return place;
    }

    private void resize(int place, int from, int size) throws TraceException {
        live += size - from;
        if (live > limits.liveBytes()) {
            throw reader.wrong(
                    1,
                    "at most " + limits.liveBytes() + " bytes live at a time (see --max-live)",
                    live + " bytes");
        }
        sizes[place] = size;
        largest = Math.max(largest, size);
        peakLive = Math.max(peakLive, live);
    }

    private void pass() throws TraceException {
        nanos += reader.nanos();
        if (nanos < 0) {
            throw reader.wrong(1, "a trace of at most 292 years", "more");
        }
    }

    private void write(int operation, int place, int size) throws IOException {
        boolean follows = (threads[place] & 0xff) != reader.thread();
        threads[place] = (byte) reader.thread();
        // An alignment that matters to nobody costs nobody anything.
        int asked = operation == Packed.ALLOCATE ? reader.alignment() : 0;
        write(
                Packed.first(operation, asked, reader.thread(), follows, place),
                Packed.second(size, ordinals[place]++));
    }

    private void write(long first, long second) throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.putLong(first).putLong(second);
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }

    private TraceSummary summary() {
        long leaks = 0;
        long leaked = 0;
        long firstLeak = 0;
        for (int i = 0; i < places; i++) {
            if (lines[i] > 0) {
                leaks++;
                leaked += sizes[i];
                firstLeak = firstLeak == 0 ? lines[i] : Math.min(firstLeak, lines[i]);
            }
        }
        return new TraceSummary(
                reader.line() - 1,
                allocations,
                frees,
                reallocations,
                remoteFrees,
                threadCount,
                ends,
                allocated,
                places,
                peakLive,
                leaks,
                leaked,
                firstLeak,
                largest,
                alignment,
                nanos);
    }
}
