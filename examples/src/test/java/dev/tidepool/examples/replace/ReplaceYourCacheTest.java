// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.examples.replace.ReplaceYourCache.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the replacements make, keep and allocate. No time counts here. */
class ReplaceYourCacheTest {

    private static final int DEFAULT_BOUND =
            Math.max(512, 256 * Runtime.getRuntime().availableProcessors());

    private static final ByteArrayOutputStream TEXT = new ByteArrayOutputStream();
    private static Map<String, Row> rows = Map.of();

    /** Once: the caches are static, as a user's are, and only fresh ones can be counted. */
    @BeforeAll
    static void run() throws Exception {
        try (PrintStream out = new PrintStream(TEXT, true, StandardCharsets.UTF_8)) {
            rows = ReplaceYourCache.run(out, 5, 5).stream()
                    .collect(Collectors.toMap(Row::name, Function.identity()));
        }
    }

    private static Counts before(String name) {
        return rows.get(name).before().counts();
    }

    private static Counts after(String name) {
        return rows.get(name).after().counts();
    }

    @Test
    void theTableHasALineForEachCache() {
        String text = TEXT.toString(StandardCharsets.UTF_8);
        for (Subject subject : ReplaceYourCache.SUBJECTS) {
            assertEquals(1, text.lines().filter(line -> line.startsWith(subject.name() + " "))
                    .count(), text);
        }
    }

    @Test
    void aUseOfAPoolAllocatesNothing() {
        rows.values().forEach(row -> assertEquals(0.0, row.after().bytes(), row::toString));
    }

    @Test
    void someCachesAllocateForEachUse() {
        for (String name : List.of("ConcurrentLinkedQueue", "GenericObjectPool", "Kryo Pool")) {
            assertTrue(rows.get(name).before().bytes() > 0, name);
        }
        assertTrue(rows.get("Recycler, other thread").before().bytes() > 1024);
    }

    @Test
    void cachesOfAThreadDoNothingForVirtualThreads() {
        for (String name : List.of("ThreadLocal<T>", "ThreadLocal<ArrayDeque>",
                "ThreadLocal<SoftReference<T>>", "Recycler, Netty's thread",
                "Recycler, other thread")) {
            assertEquals(Counts.TASKS, before(name).made(), name);
        }
    }

    @Test
    void aPoolServesVirtualThreads() {
        rows.values().forEach(row ->
                assertTrue(row.after().counts().made() < Counts.TASKS, row::toString));
    }

    @Test
    void aPoolKeepsUpToItsBound() {
        assertEquals(Counts.BURST_THREADS, after("ThreadLocal<T>").kept());
        assertEquals(Counts.BURST_THREADS, after("ThreadLocal<SoftReference<T>>").kept());
        for (String name : List.of("ThreadLocal<ArrayDeque>", "ConcurrentLinkedQueue",
                "Recycler, Netty's thread", "Recycler, other thread")) {
            assertEquals(Math.min(Counts.BURST, DEFAULT_BOUND), after(name).kept(), name);
        }
        assertEquals(64, after("ArrayBlockingQueue").kept());
        assertEquals(64, after("Kryo Pool").kept());
        assertEquals(1000, after("GenericObjectPool").kept());
    }

    @Test
    void twoTicksLeaveNothingInAPool() {
        rows.values().forEach(row -> assertEquals(0, row.after().counts().left(), row::toString));
    }

    @Test
    void noOtherCacheGivesAnythingBack() {
        assertEquals(Counts.BURST_THREADS, before("ThreadLocal<T>").kept());
        assertEquals(Counts.BURST, before("ThreadLocal<ArrayDeque>").kept());
        assertEquals(Counts.BURST, before("ConcurrentLinkedQueue").kept());
        assertEquals(64, before("ArrayBlockingQueue").kept());
        assertEquals(1000, before("GenericObjectPool").kept());
        assertEquals(64, before("Kryo Pool").kept());
        rows.values().stream().map(row -> row.before().counts())
                .forEach(counts -> assertEquals(counts.kept(), counts.left()));
    }
}
