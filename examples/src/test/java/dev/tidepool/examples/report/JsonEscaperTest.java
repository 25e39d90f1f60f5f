// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEscaperTest {

    @Test
    void plainTextStaysAsItIs() {
        assertEquals("GET /index.html 200 ~!@#$%^&*()", escaped("GET /index.html 200 ~!@#$%^&*()"));
    }

    @Test
    void nothingStaysNothing() {
        assertEquals("", escaped(""));
    }

    @Test
    void quotesAndBackslashesGetABackslash() {
        assertEquals("a \\\"b\\\" C:\\\\d", escaped("a \"b\" C:\\d"));
    }

    @Test
    void controlCharactersWithAShortFormUseIt() {
        assertEquals("\\b\\t\\n\\f\\r", escaped("\b\t\n\f\r"));
    }

    @Test
    void otherControlCharactersBecomeHexadecimal() {
        assertEquals("\\u0000\\u0001\\u001b[0m\\u001f", escaped("\0\1\33[0m\37"));
    }

    @Test
    void deleteIsNoControlCharacterToJson() {
        assertEquals("\177", escaped("\177"));
    }

    @Test
    void wellFormedUtf8IsCopied() {
        assertEquals("é ß € 漢字 😀 \u2028", escaped("é ß € 漢字 😀 \u2028"));
    }

    @ParameterizedTest
    @CsvSource({
        "80,          a lone continuation byte",
        "ff,          a byte that UTF-8 never has",
        "c0af,        an overlong slash",
        "c3,          a sequence cut off after one byte",
        "e282,        a sequence cut off after two bytes",
        "f09f98,      a sequence cut off after three bytes",
        "e28241,      a letter within a sequence",
        "eda080,      a surrogate",
        "e08080,      an overlong sequence of three",
        "f0808080,    an overlong sequence of four",
        "f4908080,    a code point beyond the last",
        "f8888080 80, a sequence of five",
        "61c3c3a962,  a broken sequence before a good one",
    })
    void malformedUtf8IsReplacedAsTheJdkReplacesIt(String hex, String what) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        String escaped = Json.unescape(escaped(bytes));
        assertEquals(new String(bytes, StandardCharsets.UTF_8), escaped, what);
    }

    @Test
    void onlyTheGivenPartIsRead() {
        GrowingBuffer out = new GrowingBuffer(1);
        JsonEscaper.escape("ab\u00e9cd".getBytes(StandardCharsets.UTF_8), 1, 2, out);
        assertEquals("b\uFFFD", out.toString());
    }

    @Test
    void whoeverParsesTheJsonGetsWhatTheJdkDecodes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = randomBytes(random);
            GrowingBuffer out = new GrowingBuffer(1 + random.nextInt(64));
            JsonEscaper.escape(bytes, 0, bytes.length, out);
            byte[] json = Arrays.copyOf(out.array(), out.size());
            String text = new String(json, StandardCharsets.UTF_8);
            String context = "seed " + seed + ", " + HexFormat.of().formatHex(bytes);
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), json, context);
            assertEquals(new String(bytes, StandardCharsets.UTF_8), Json.unescape(text), context);
        }
    }

    /** Mostly pieces of UTF-8, whole and broken; plain random bytes hardly ever fit together. */
    private static byte[] randomBytes(Random random) {
        GrowingBuffer bytes = new GrowingBuffer(32);
        int pieces = random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            int limit = new int[] {0x80, 0x800, 0x10000, 0x110000}[random.nextInt(4)];
            byte[] piece = random.nextInt(4) == 0
                    ? new byte[] {(byte) random.nextInt(256)}
                    : Character.toString(random.nextInt(limit)).getBytes(StandardCharsets.UTF_8);
            int length = random.nextInt(3) == 0 ? random.nextInt(piece.length + 1) : piece.length;
            bytes.append(piece, 0, length);
            if (random.nextInt(8) == 0) {
                bytes.append(new byte[] {(byte) 0xED, (byte) (0xA0 + random.nextInt(32)),
                    (byte) (0x80 + random.nextInt(64))}, 0, 1 + random.nextInt(3));
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.size());
    }

    private static String escaped(String text) {
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(byte[] bytes) {
        GrowingBuffer out = new GrowingBuffer(4);
        JsonEscaper.escape(bytes, 0, bytes.length, out);
        return out.toString();
    }
}
