// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes inputs from inputs: a few small changes each, some of which know about text. */
final class Mutator {

    private static final int MOST_CHANGES_LOG = 4;
    private static final int MOST_BYTES = 32;
    private static final List<String> NUMBERS = List.of("0", "1", "-1", "2", "255", "256", "1023",
            "4096", "1048576", "1073741824", "1073741825", "2147483647", "2147483648",
            "9223372036854775807", "9223372036854775808", "1e9", "0.5", "NaN");

    private final RandomGenerator random;
    private final List<byte[]> tokens;
    private final int mostLength;

    Mutator(RandomGenerator random, List<byte[]> tokens, int mostLength) {
        this.random = random;
        this.tokens = tokens;
        this.mostLength = mostLength;
    }

    /** {@return a changed copy, into which parts of the other input may have come} */
    byte[] mutate(byte[] input, byte[] other) {
        byte[] bytes = input;
        int changes = 1 << random.nextInt(MOST_CHANGES_LOG);
        for (int i = 0; i < changes; i++) {
            bytes = change(bytes, other);
        }
        return bytes.length > mostLength ? Arrays.copyOf(bytes, mostLength) : bytes;
    }

    private byte[] change(byte[] in, byte[] other) {
        int at = random.nextInt(in.length + 1);
        int end = Math.min(in.length, at + 1 + random.nextInt(MOST_BYTES));
        return switch (random.nextInt(12)) {
            case 0 -> with(in, at, (byte) (1 << random.nextInt(8)), true);
            case 1 -> with(in, at, (byte) random.nextInt(256), false);
            case 2 -> with(in, at, (byte) (byteAt(in, at) + random.nextInt(33) - 16), false);
            case 3 -> splice(in, at, at, token());
            case 4 -> {
                byte[] token = token();
                yield splice(in, at, Math.min(in.length, at + token.length), token);
            }
            case 5 -> splice(in, at, end, new byte[0]);
            case 6 -> splice(in, at, at, Arrays.copyOfRange(in, at, end));
            case 7 -> cross(in, at, other);
            case 8 -> number(in, at);
            case 9 -> line(in, at);
            case 10 -> splice(in, at, at, new byte[] {(byte) random.nextInt(256)});
            default -> splice(in, at, end, slice(other));
        };
    }

    private static int byteAt(byte[] in, int at) {
        return at < in.length ? in[at] : 0;
    }

    private static byte[] with(byte[] in, int at, byte value, boolean flip) {
        byte[] out = Arrays.copyOf(in, Math.max(in.length, at + 1));
        out[at] = (byte) (flip ? out[at] ^ value : value);
        return out;
    }

    private byte[] token() {
        return tokens.isEmpty() ? new byte[] {(byte) random.nextInt(256)}
                : tokens.get(random.nextInt(tokens.size()));
    }

    private byte[] slice(byte[] of) {
        int from = random.nextInt(of.length + 1);
        return Arrays.copyOfRange(
                of, from, Math.min(of.length, from + random.nextInt(MOST_BYTES)));
    }

    /** The start of one with the end of the other. */
    private byte[] cross(byte[] in, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return splice(in, at, in.length, Arrays.copyOfRange(other, from, other.length));
    }

    /** Another number in place of the next one. */
    private byte[] number(byte[] in, int at) {
        int from = at;
        while (from < in.length && !isDigit(in[from])) {
            from++;
        }
        int to = from;
        while (to < in.length && isDigit(in[to])) {
            to++;
        }
        String number = new String(in, from, to - from, StandardCharsets.ISO_8859_1);
        boolean near = random.nextBoolean() && !number.isEmpty() && number.length() < 18;
        String changed = near ? Long.toString(Long.parseLong(number) + random.nextInt(5) - 2)
                : NUMBERS.get(random.nextInt(NUMBERS.size()));
        return splice(in, from, to, changed.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** A line more, or one less. */
    private byte[] line(byte[] in, int at) {
        int from = at;
        while (from > 0 && in[from - 1] != '\n') {
            from--;
        }
        int to = at;
        while (to < in.length && in[to++] != '\n') {
            // Behind its end.
        }
        byte[] line = Arrays.copyOfRange(in, from, to);
        return switch (random.nextInt(3)) {
            case 0 -> splice(in, from, from, line);
            case 1 -> splice(in, in.length, in.length, line);
            default -> splice(in, from, to, new byte[0]);
        };
    }

    static byte[] splice(byte[] in, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + with.length);
        out.write(in, 0, from);
        out.writeBytes(with);
        out.write(in, to, in.length - to);
        return out.toByteArray();
    }
}
