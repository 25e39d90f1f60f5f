// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** The answers to bad input, and what their messages say. */
final class Refusals {

    private Refusals() {}

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static void assertSays(Throwable thrown, String... parts) {
        String message = thrown.getMessage().toLowerCase(Locale.ROOT);
        for (String part : parts) {
            assertTrue(message.contains(part.toLowerCase(Locale.ROOT)),
                    () -> "no \"" + part + "\" in: " + thrown.getMessage());
        }
    }

    /** An address at which no block starts. */
    static IllegalArgumentException assertNoBlock(long address, Executable call) {
        var refusal = assertThrows(IllegalArgumentException.class, call);
        assertSays(refusal, hex(address));
        return refusal;
    }

    /** An address inside that block: its address is named, and its size. */
    static void assertInterior(
            SpanAllocator allocator, MemorySegment block, long address, Executable call) {
        IllegalArgumentException refusal = assertNoBlock(address, call);
        assertSays(refusal, hex(block.address()));
        String message = refusal.getMessage();
        assertTrue(Stream.of(block.byteSize(), allocator.usableSize(block))
                        .anyMatch(size -> message.matches(".*\\b" + size + "\\b.*")),
                () -> "no size in: " + message);
    }

    static IllegalStateException assertAlreadyFree(long address, Executable call) {
        var refusal = assertThrows(IllegalStateException.class, call);
        assertSays(refusal, "already free", hex(address));
        return refusal;
    }

    static void assertFreeRefused(SpanAllocator allocator, MemorySegment block) {
        assertAlreadyFree(block.address(), () -> allocator.free(block));
    }

    /** A request no machine can serve: the error gives asked, held and limits. */
    static OffHeapMemoryError assertTooMuch(long asked, Executable call) {
        var error = assertThrows(OffHeapMemoryError.class, call);
        assertEquals(asked, error.askedBytes(), "asked");
        assertSays(error, "reserved", "limit");
        String message = error.getMessage().replaceAll("[,_']", "").toLowerCase(Locale.ROOT);
        assertTrue(message.contains(Long.toString(asked)), () -> "asked is not in: " + message);
        assertTrue(Set.of("live", "resident").stream().anyMatch(message::contains),
                () -> "what is held is not in: " + message);
        return error;
    }
}
