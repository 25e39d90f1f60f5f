// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

    @Test
    void aNameIsACall() throws AdviseFailure {
        assertEquals(new Call(null, "clear", List.of()), Call.parse("clear"));
        assertEquals(new Call(null, "clear", List.of()), Call.parse("clear()"));
        assertEquals(new Call("a.b.C", "of", List.of()), Call.parse("a.b.C::of"));
    }

    @Test
    void argumentsAreLiteralsAndConstants() throws AdviseFailure {
        assertEquals(
                List.of("1", "\"a, \\\"b\"",
                        "','", "-2.5e3", "0x1F", "true", "java.nio.ByteOrder.X"),
                Call.parse("of(1,\"a, \\\"b\", ',', -2.5e3, 0x1F, true , java.nio.ByteOrder.X)")
                        .arguments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "1a", "::x", "a::", "f(", "f(1,)", "f(g())", "f(\"a)"})
    void anythingElseIsRefused(String text) {
        assertEquals(2, assertThrows(AdviseFailure.class, () -> Call.parse(text)).exitCode());
    }
}
