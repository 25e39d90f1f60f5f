// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Rng;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * Writes made-up traces for a first try: the same text for the same seed on every machine. What
 * each is like stands in {@code docs/traces.md}.
 */
final class SampleTrace {

    /** What a made-up program does. */
    enum Kind {
        WEB("requests of a buffer, small parts, a body; answers that grow; sessions"),
        MARKET("a flood of small messages handed to another thread, resting orders, snapshots"),
        LOG("lines gathered into batches, compressed and flushed in order by another thread");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something to be freed at a time, in the order of time and then of birth. */
    private record Death(long when, long order, int id, int thread) implements Comparable<Death> {

        @Override
        public int compareTo(Death other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final int KIB = 1 << 10;
    private static final int WORKERS = 4;
    private static final int IO = WORKERS;
    private static final int PERCENT = 100;
    private static final int FORGOTTEN = 2; // Sessions never freed: a leak to be found.

    private final TraceWriter out;
    private final Rng random;
    private final long most;
    private final Deque<Integer> idle = new ArrayDeque<>();
    private final PriorityQueue<Death> deaths = new PriorityQueue<>();
    private int ids;
    private long events;
    private long now;
    private long order;

    private SampleTrace(TraceWriter out, long seed, long most) {
        this.out = out;
        this.random = new Rng(seed);
        this.most = most;
    }

    /** Writes about so many events. */
    static void write(Kind kind, long seed, long events, TraceWriter out) throws IOException {
        out.comment("made up: " + kind.description);
        out.comment("sample " + kind.id() + ", seed " + seed + ", about " + events + " events");
        SampleTrace sample = new SampleTrace(out, seed, events);
        switch (kind) {
            case WEB -> sample.web();
            case MARKET -> sample.market();
            case LOG -> sample.log();
        }
        sample.end(kind == Kind.WEB ? FORGOTTEN : 0);
    }

    private void end(int leaks) throws IOException {
        while (deaths.size() > leaks) {
            freeUntil(deaths.element().when());
        }
    }

    private int allocate(int size, int thread) throws IOException {
        Integer old = idle.pollFirst();
        int id = old != null ? old : ids++;
        out.allocate(id, size, 0, thread);
        events++;
        return id;
    }

    private void free(int id, int thread) throws IOException {
        out.free(id, thread);
        idle.addFirst(id);
        events++;
    }

    private void dieAt(long when, int id, int thread) {
        deaths.add(new Death(when, order++, id, thread));
    }

    private void passTo(long time) throws IOException {
        if (time > now) {
            out.pass(time - now);
            now = time;
        }
    }

    private void freeUntil(long time) throws IOException {
        while (!deaths.isEmpty() && deaths.element().when() <= time) {
            Death death = deaths.remove();
            passTo(death.when());
            free(death.id(), death.thread());
        }
        passTo(time);
    }

    /** {@return a time or size with many small ones and few great ones} */
    private int logNormal(double median, double sigma, int most) {
        // Nearly normal; not nextGaussian, whose algorithm a JDK may change.
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.fraction();
        }
        return (int) Math.clamp(StrictMath.exp(StrictMath.log(median) + sigma * sum), 1, most);
    }

    private boolean chance(int percent) {
        return random.below(PERCENT) < percent;
    }

    private void web() throws IOException {
        for (int i = 0; events + deaths.size() < most; i++) {
            freeUntil(now + 1 + random.below(40_000));
            request(1 + i % (WORKERS - 1));
        }
    }

    private void request(int worker) throws IOException {
        // Some thousand in flight: one each 20 us, for 16 ms and sometimes far longer.
        long end = now + logNormal(16_000_000, 0.8, 200_000_000);
        dieAt(end, allocate(8 * KIB, IO), worker); // Read by one thread, parsed by another.
        int parts = 4 + random.below(12);
        for (int i = 0; i < parts; i++) {
            dieAt(end, allocate(logNormal(48, 0.7, 2 * KIB), worker), worker);
        }
        if (chance(60)) {
            dieAt(end, allocate(logNormal(3 * KIB, 1.3, 1024 * KIB), worker), worker);
        }
        int answer = allocate(4 * KIB, worker);
        int size = 4 * KIB;
        while (size < 256 * KIB && chance(35)) {
            size *= 2;
            out.reallocate(answer, size, worker);
            events++;
        }
        dieAt(end + logNormal(500_000, 0.5, 5_000_000), answer, IO); // Freed when it was sent.
        if (chance(25)) {
            int session = allocate(logNormal(1800, 0.9, 32 * KIB), worker);
            dieAt(now + 30_000_000 + random.below(400_000_000), session, worker);
        }
    }

    private void market() throws IOException {
        int[] messages = new int[512];
        Arrays.fill(messages, -1);
        for (int i = 0; events + deaths.size() < most; i++) {
            // Bursts: a hundred thousand messages a second, then ten times that.
            freeUntil(now + 1 + random.below(i % 8192 < 2048 ? 2_000 : 20_000));
            int slot = i % messages.length;
            if (messages[slot] >= 0) {
                free(messages[slot], 1); // The matcher is a ring behind the feed.
            }
            messages[slot] = allocate(64 + 32 * random.below(5), 0);
            if (chance(40)) {
                long rest = logNormal(500_000_000, 1.6, 2_000_000_000);
                dieAt(now + rest, allocate(chance(80) ? 128 : 192, 1), 1);
            }
            if (i % 2048 == 0) {
                int snapshot = allocate(logNormal(1024 * KIB, 0.5, 4096 * KIB), 2);
                dieAt(now + 100_000_000, snapshot, 2);
            }
        }
        for (int message : messages) {
            if (message >= 0) {
                free(message, 1);
            }
        }
    }

    private void log() throws IOException {
        int[] lines = new int[400];
        for (long i = 0; events + deaths.size() < most; i++) {
            int producer = 1 + (int) (i % (WORKERS - 1));
            int batch = allocate(128 * KIB, producer);
            int count = 100 + random.below(lines.length - 100);
            for (int j = 0; j < count; j++) {
                freeUntil(now + 1 + random.below(4_000));
                lines[j] = allocate(logNormal(180, 0.6, 8 * KIB), producer);
            }
            for (int j = 0; j < count; j++) {
                free(lines[j], producer);
            }
            long flushed = now + logNormal(400_000_000, 0.4, 2_000_000_000);
            dieAt(now + 2_000_000, batch, 0);
            dieAt(flushed, allocate(logNormal(24 * KIB, 0.3, 128 * KIB), 0), 0); // Compressed.
            dieAt(flushed + 1_000_000_000, allocate(96, 0), 0); // An entry of the index.
        }
    }
}
