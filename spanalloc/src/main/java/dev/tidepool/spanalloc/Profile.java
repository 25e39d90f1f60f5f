// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.time.Duration;

/**
 * What an allocator is tuned for. Exact checks of every free are part of all of them; the last two
 * widen what is found, at a price.
 *
 * <table><caption>The settings</caption>
 * <tr><th></th><th>cache of a thread</th><th>page cache</th><th>decay</th><th>empty span kept</th>
 *   <th>quarantine</th><th>guarded</th></tr>
 * <tr><td>THROUGHPUT</td><td>4 MiB</td><td>512 KiB</td><td>30 s</td><td>16 rounds</td>
 *   <td>-</td><td>-</td></tr>
 * <tr><td>BALANCED</td><td>2 MiB</td><td>512 KiB</td><td>10 s</td><td>16 rounds</td>
 *   <td>-</td><td>-</td></tr>
 * <tr><td>LOW_MEMORY</td><td>128 KiB</td><td>-</td><td>1 s</td><td>-</td><td>-</td><td>-</td></tr>
 * <tr><td>HARDENED</td><td>1 MiB</td><td>512 KiB</td><td>10 s</td><td>16 rounds</td>
 *   <td>1 MiB</td><td>one per 8 MiB</td></tr>
 * <tr><td>DEBUG</td><td>512 KiB</td><td>-</td><td>10 s</td><td>-</td><td>4 MiB</td><td>-</td></tr>
 * </table>
 */
public enum Profile {

    /** Larger caches, memory kept longer. */
    THROUGHPUT(4096, true, 30, 16, 0, 0),

    /** The default. */
    BALANCED(2048, true, 10, 16, 0, 0),

    /** Small caches, no page caches, empty spans and free pages given back soon. */
    LOW_MEMORY(128, false, 1, 0, 0, 0),

    /**
     * For memory that an attacker may probe: blocks wait in a quarantine before they are reused
     * (but for large ones that would fill half of it) and are zeroed when freed; what was written
     * into free memory is found when it is handed out again, or at a trim; slots are chosen at
     * random; a sample of the segments up to 32 KiB is guarded, so that a later access throws; a
     * double free is found even when both frees race on any two threads.
     */
    HARDENED(1024, true, 10, 16, 1 << 20, 8 << 20),

    /**
     * For finding a fault: as HARDENED, with a longer quarantine, freed blocks poisoned with
     * {@code 0xDB}, a canary behind each block against native code that writes too far, the stacks
     * of allocation and free in every error, and a list of what is still allocated at close.
     */
    DEBUG(512, false, 10, 0, 4 << 20, 0);

    private final long cacheBytes;
    private final boolean pageCaches;
    private final Duration decay;
    private final int retireRounds;
    private final long quarantineBytes;
    private final long guardInterval;

    Profile(
            int cacheKibibytes,
            boolean pageCaches,
            int decaySeconds,
            int retireRounds,
            long quarantineBytes,
            long guardInterval) {
        this.cacheBytes = cacheKibibytes * 1024L;
        this.pageCaches = pageCaches;
        this.decay = Duration.ofSeconds(decaySeconds);
        this.retireRounds = retireRounds;
        this.quarantineBytes = quarantineBytes;
        this.guardInterval = guardInterval;
    }

    /** Bytes of spans and cached pages a cache may own; what it needs at the moment is excepted. */
    long cacheBytes() {
        return cacheBytes;
    }

    boolean pageCaches() {
        return pageCaches;
    }

    Duration decay() {
        return decay;
    }

    /**
     * For how many rounds an empty span stays in a cache without being turned to: in a round the
     * cache runs out of slots 68 times, in whatever classes.
     */
    int retireRounds() {
        return retireRounds;
    }

    long quarantineBytes() {
        return quarantineBytes;
    }

    /** Mean distance in allocated bytes between guarded segments; 0 for none. */
    long guardInterval() {
        return guardInterval;
    }

    /** Whether every operation goes through {@link Hardening}. */
    boolean hardened() {
        return quarantineBytes > 0;
    }
}
