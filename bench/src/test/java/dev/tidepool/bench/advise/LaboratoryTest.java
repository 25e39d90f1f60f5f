// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In child JVMs: bytes and counters only, since no time means anything in so short a run. */
class LaboratoryTest {

    private static final String FIXTURES = Fixtures.class.getName() + "$";

    private final Laboratory laboratory = open(20);

    private static Laboratory open(int timeoutSeconds) {
        try {
            return new Laboratory(
                    System.getProperty("java.class.path"),
                    new Settings(1, 5, 3, 40, 2, timeoutSeconds),
                    what -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        laboratory.close();
    }

    private Size size(Request request) throws Exception {
        return laboratory.size(laboratory.inspect(request), request.undisposed());
    }

    private AdviseFailure refusal(Request request) {
        return assertThrows(AdviseFailure.class, () -> size(request));
    }

    private Map<Question, Row> ask(Request request, Question... questions) throws Exception {
        return laboratory.ask(laboratory.inspect(request), 0, List.of(questions));
    }

    @Test
    void whatEscapesByItselfIsNotRemoved() throws Exception {
        Row local = ask(Request.of(FIXTURES + "Published"), Question.LOCAL).get(Question.LOCAL);
        assertTrue(local.bytes() >= 24, local::toString);
    }

    @Test
    void aRecordOfTwoIntsIsNotPooled() throws Exception {
        Figures figures = laboratory.examine(Request.of(FIXTURES + "Point"));
        assertEquals(0, figures.row(Question.LOCAL).bytes(), 0.1);
        assertTrue(Rules.isRemoved(figures), figures::toString);
        assertEquals(figures.size().deep(), figures.row(Question.PUBLISHED).bytes(), 1);
        assertEquals(Verdict.Kind.DO_NOT_POOL, Rules.judge(figures).kind());
    }

    @Test
    void aCodecOfSixKibibytesIsPooled() throws Exception {
        Figures figures = laboratory.examine(
                Request.of(FIXTURES + "Codec").withUse("encode").withReset("clear"));
        assertEquals(Verdict.Kind.POOL, Rules.judge(figures).kind(), figures::toString);
        assertEquals(0, figures.row(Question.PAIR).bytes(), 1);
        assertEquals(0, figures.row(Question.PAIR_SHARED).bytes(), 8);
        assertEquals(0, figures.row(Question.PAIR).misses(), 0.001);
        assertEquals(figures.size().deep(), figures.row(Question.MEMORY).bytes(), 1);
        // Both sizes, one from JOL, one from the allocator, without the array that all share.
        assertEquals(figures.size().deep(), figures.row(Question.PUBLISHED).bytes(), 1);
        assertTrue(figures.bytes() > 6144 && figures.bytes() < 6400, figures::toString);
    }

    @Test
    void sizesAreDeepAndWithoutWhatIsShared() throws Exception {
        Size builder = size(Request.of("java.lang.StringBuilder").withArguments("4096"));
        assertTrue(builder.deep() >= 4096 + 32 && builder.deep() < 4096 + 64, builder::toString);
        assertTrue(builder.shallow() <= 32, builder::toString);
        // The empty table of a new map is shared by all.
        Size list = size(Request.of("java.util.ArrayList"));
        assertEquals(list.shallow(), list.deep());
    }

    @Test
    void aScriptMakesObjects(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("Maker.java");
        Files.writeString(script, """
            public class Maker implements java.util.function.Supplier<int[]> {
                public int[] get() { return null; }
            }
            """);
        AdviseFailure failure =
                refusal(Request.of(FIXTURES + "Codec").withScript(script));
        assertEquals(AdviseFailure.NOT_CALLABLE, failure.exitCode());
        Files.writeString(script, """
            import dev.tidepool.bench.advise.Fixtures.Codec;
            import java.util.function.Supplier;
            public class Maker implements Supplier<Codec> {
                @Override public Codec get() { return Codec.create(); }
            }
            """);
        Size made = size(Request.of(FIXTURES + "Codec").withScript(script));
        assertTrue(made.deep() > 6144, made::toString);
    }

    @Test
    void aScriptThatDoesNotCompileIsQuoted(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("Maker.java");
        Files.writeString(script, "public class Maker {\n    nonsense\n}\n");
        AdviseFailure failure = refusal(Request.of("java.lang.Object").withScript(script));
        assertTrue(failure.getMessage().contains("does not compile: line 2"), failure::getMessage);
    }

    @Test
    void whatFailsIsNamed() throws Exception {
        String failing = FIXTURES + "Failing";
        assertFailed("IllegalArgumentException: no licence", Request.of(failing));
        assertFailed("returned null", Request.of(failing).withFactory("nothing"));
        assertFailed("same object twice", Request.of(FIXTURES + "Single").withFactory("instance"));
        assertFailed("reset threw java.lang.UnsupportedOperationException: not today",
                Request.of(FIXTURES + "Codec").withReset("fail"));
    }

    private void assertFailed(String message, Request request) {
        AdviseFailure failure = refusal(request);
        assertEquals(AdviseFailure.OBJECT_FAILED, failure.exitCode(), failure::getMessage);
        assertTrue(failure.getMessage().contains(message), failure::getMessage);
    }

    @Test
    void aBoundObjectIsFoundOut() throws Exception {
        Size bound = size(Request.of(FIXTURES + "Bound").withUse("touch"));
        assertNotNull(bound.threadBound());
        assertTrue(bound.threadBound().contains("not the owner"), bound::toString);
    }

    @Test
    void whatHoldsAResourceWantsAnEnd() throws Exception {
        AdviseFailure failure = refusal(Request.of(FIXTURES + "Native"));
        assertEquals(AdviseFailure.USAGE, failure.exitCode());
        assertTrue(failure.getMessage().contains("is it free?"), failure::getMessage);
        Size held = size(Request.of(FIXTURES + "Native").withDispose("free"));
        assertNotNull(held.resource());
    }

    @Test
    void aChildThatHangsIsEnded() throws Exception {
        try (Laboratory hasty = open(1)) {
            AdviseFailure failure = assertThrows(
                    AdviseFailure.class,
                    () -> hasty.size(hasty.inspect(Request.of(FIXTURES + "Hanging")), false));
            assertEquals(AdviseFailure.CHILD_FAILED, failure.exitCode());
            assertTrue(failure.getMessage().contains("no answer within 1 s"), failure::getMessage);
        }
        assertEquals(0, ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("")
                        .contains(DriverSource.PREFIX)).count());
    }
}
