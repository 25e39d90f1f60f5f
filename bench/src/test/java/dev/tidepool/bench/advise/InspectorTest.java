// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {

    private static final String FIXTURES = Fixtures.class.getName() + "$";

    private static Target inspect(Request request) throws AdviseFailure, IOException {
        try (SourceCompiler compiler =
                new SourceCompiler(System.getProperty("java.class.path"))) {
            return Inspector.inspect(compiler, request);
        }
    }

    private static Request codec() {
        return Request.of(FIXTURES + "Codec");
    }

    @Test
    void callsBecomeJava() throws AdviseFailure, IOException {
        String codec = FIXTURES.replace('$', '.') + "Codec";
        assertEquals("new " + codec + "()", inspect(codec()).make());
        assertEquals(codec + ".create()", inspect(codec().withFactory("create")).make());
        assertEquals(codec + ".sized(3, \"abc\")",
                inspect(codec().withFactory(codec + "::sized").withArguments("3, \"abc\"")).make());
        Target target = inspect(codec().withUse("encode").withReset("clear"));
        assertEquals("Sink.consume(o.encode());", target.use());
        assertEquals("o.clear();", target.reset());
        assertEquals("Sink.consume(java.util.Objects.hashCode(o));",
                inspect(codec().withUse("java.util.Objects::hashCode")).use());
    }

    @Test
    void resultsAreConsumedUnlessTheyAreTheObjectAgain() throws AdviseFailure, IOException {
        Request builder = Request.of("java.lang.StringBuilder");
        assertEquals("Sink.consume(o.length());", inspect(builder.withUse("length")).use());
        assertEquals("o.setLength(0);", inspect(builder.withUse("setLength(0)")).use());
        assertEquals("Object r = o.reverse(); if (r != (Object) o) { Sink.consume(r); }",
                inspect(builder.withUse("reverse")).use());
    }

    @Test
    void anAutoCloseableIsClosed() throws AdviseFailure, IOException {
        Request stream = Request.of("java.io.ByteArrayOutputStream");
        assertEquals("o.close();", inspect(stream).dispose());
        assertEquals("", inspect(stream.withDispose("none")).dispose());
    }

    @Test
    void aRecordIsReadAndImmutable() throws AdviseFailure, IOException {
        Target point = inspect(Request.of(FIXTURES + "Point"));
        assertEquals("Sink.consume(o.x()); Sink.consume(o.y());", point.use());
        assertNotNull(point.immutable());
        assertNotNull(inspect(Request.of("java.lang.String")).immutable());
        assertNull(inspect(codec()).immutable());
        assertNull(inspect(Request.of("java.lang.StringBuilder")).immutable());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Missing  |                | no class dev.tidepool.bench.advise.Fixtures$Missing
        Abstract |                | is abstract: name a static method
        Face     |                | is an interface: name a static method
        Colour   |                | is an enum
        Hidden   |                | Fixtures.Hidden is not public
        Closed   |                | no public constructor with 0 arguments, but private Closed()
        Inner    |                | is an inner class and needs an object of
        Codec    | Codec          | has no method Codec
        Codec    | no.Such::make  | no class no.Such
        Codec    | hidden         | no public static method of that name takes 0 arguments, but
        Codec    | sized          | public static sized(int, java.lang.String)
        Codec    | encode         | there is public encode()
        Codec    | java.lang.System::lineSeparator | makes a java.lang.String, not a
        Codec    | new(5)         | no public constructor with 1 arguments
        """)
    void whatCannotBeCalledIsNamed(String type, String factory, String message)
            throws AdviseFailure {
        Request plain = Request.of(FIXTURES + type);
        Request request = factory == null ? plain : plain.withFactory(factory);
        AdviseFailure failure = assertThrows(AdviseFailure.class, () -> inspect(request));
        assertEquals(AdviseFailure.NOT_CALLABLE, failure.exitCode());
        assertTrue(failure.getMessage().contains(message), failure::getMessage);
    }

    @Test
    void aMethodThatIsNotThereIsNamed() throws AdviseFailure {
        Request request = codec().withReset("clera");
        AdviseFailure failure = assertThrows(AdviseFailure.class, () -> inspect(request));
        assertTrue(failure.getMessage().contains("no public method clera with 0 arguments"),
                failure::getMessage);
    }
}
