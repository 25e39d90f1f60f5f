// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel's word on huge pages: a decay leaves those alone that are partly in use. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class HugePagesTest {

    private static final long HUGE = 2 << 20;
    private static final int BLOCK = 128 << 10;
    private static final Duration DECAY = Duration.ofSeconds(10);

    @Test
    void onlyTheSystemsHugePagesAreRatherGivenBackWhole() {
        assertEquals(HUGE, PageSource.hugePages().releaseSize());
        assertEquals(PageSource.system().pageSize(), PageSource.system().releaseSize());
        assertEquals(PageSource.portable().pageSize(), PageSource.portable().releaseSize());
    }

    @Test
    void theDecaySplitsNone() throws IOException {
        var clock = new AtomicLong();
        try (SpanAllocator allocator = SpanAllocator.builder().pageSource(PageSource.hugePages())
                .clock(clock::get).decay(DECAY).backgroundScavenger(false).build()) {
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                long address = allocator.allocateAddress(BLOCK);
                Bytes.dirty(RawMemory.at(address, BLOCK));
                blocks.add(address);
            }
            long base = blocks.stream().mapToLong(address -> address).min().orElseThrow();
            long huge = hugeBytes(base);
            assumeTrue(huge >= 8 * HUGE, "the kernel gave " + huge + " bytes of huge pages");
            for (long address : blocks) {
                if ((address - base) / BLOCK % 16 != 0) {
                    allocator.freeAddress(address); // a sixteenth of each huge page stays
                }
            }
            rest(allocator, clock);
            assertEquals(0, allocator.stats().scavenger().bytes());
            assertTrue(hugeBytes(base) >= huge, hugeBytes(base) + " of " + huge);
            allocator.trim();
            assertTrue(hugeBytes(base) < huge, "a trim takes all");
            assertEquals(0, allocator.stats().freeResident());
        }
    }

    private static void rest(SpanAllocator allocator, AtomicLong clock) {
        for (int i = 0; i < 20; i++) {
            clock.addAndGet(DECAY.toNanos() / 6);
            allocator.scavenge();
        }
    }

    /** {@return bytes of huge pages in the mapping that contains an address} */
    private static long hugeBytes(long address) throws IOException {
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] bounds = line.substring(0, line.indexOf(' ')).split("-");
                within = Long.parseUnsignedLong(bounds[0], 16) <= address
                        && address < Long.parseUnsignedLong(bounds[1], 16);
            } else if (within && line.startsWith("AnonHugePages:")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
