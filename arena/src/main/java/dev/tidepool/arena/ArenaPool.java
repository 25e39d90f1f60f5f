// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.util.Objects.requireNonNull;

import dev.tidepool.spanalloc.SpanAllocator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@linkplain java.lang.foreign.Arena arenas} whose memory is recycled: taken from a
 * {@link SpanAllocator} in blocks and given back to it, instead of allocated, zeroed and freed each
 * time. Every promise of the JDK's arenas is kept.
 *
 * <p>Use it for the short-lived native memory of calls, requests and steps. Do not use it for
 * memory that lives as long as the program ({@link java.lang.foreign.Arena#global()} costs nothing)
 * or for blocks that end one by one ({@link SpanAllocator}).
 *
 * <table><caption>Which lifetime</caption>
 * <tr><th>{@link #confined}</th><td>one thread; a close costs nanoseconds</td></tr>
 * <tr><th>{@link #shared}</th><td>any thread, access refused when close returns; each close stops
 *   all threads for a moment</td></tr>
 * <tr><th>{@link #lease}</th><td>any thread, closes bundled; access refused a little after close,
 *   memory reused only after that</td></tr>
 * </table>
 *
 * <p>Thread-safe. An arena or lease that is dropped without close is found by the collector: its
 * memory is given back and it is counted, once nobody can reach it or any segment of it.
 *
 * <h2>Native access</h2>
 * To recycle memory takes native access for module {@code dev.tidepool.spanalloc}, or for
 * {@code ALL-UNNAMED} on the class path. Where the JVM denies it, or with
 * {@code -Ddev.tidepool.native=off}, the same methods work over plain JDK arenas: slower, nothing
 * recycled, {@link ArenaStats#recycling} false, one line in the log.
 */
public final class ArenaPool implements AutoCloseable {

    private final Ground ground;

    private ArenaPool(Builder builder) {
        ground = new Ground(builder);
    }

    /** {@return a pool with an allocator of its own and the defaults of {@link Builder}} */
    public static ArenaPool create() {
        return builder().build();
    }

    /** {@return a builder; every option is optional} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens an arena for the current thread, like {@link java.lang.foreign.Arena#ofConfined()}.
     *
     * @return an arena that only the current thread, platform or virtual, can use and close
     * @throws IllegalStateException if the pool is closed
     */
    public PooledArena confined() {
        return ground.recycling
                ? ConfinedArena.open(ground) : SharedArena.openPlainConfined(ground);
    }

    /**
     * Opens an arena for all threads, like {@link java.lang.foreign.Arena#ofShared()}.
     *
     * @return an arena that any thread can use and close
     * @throws IllegalStateException if the pool is closed
     */
    public PooledArena shared() {
        return SharedArena.open(ground);
    }

    /**
     * Leases memory to all threads. It reads as zero, unless the pool was built with
     * {@link Zeroing#NONE}. Never waits for another thread.
     *
     * @param byteSize size in bytes; 0 is a size
     * @param byteAlignment alignment in bytes, a power of two
     * @return a lease of a segment of exactly this size
     * @throws IllegalArgumentException if {@code byteSize < 0}, or {@code byteAlignment} is not a
     *     positive power of two
     * @throws IllegalStateException if the pool is closed
     * @throws OutOfMemoryError if a limit or the system refuses, or if more than
     *     {@link Builder#limboBytes} are in limbo; nothing is lost
     */
    public SharedLease lease(long byteSize, long byteAlignment) {
        return ground.leases.open(byteSize, byteAlignment);
    }

    /** {@return what the pool holds and did; also after close} */
    public ArenaStats stats() {
        return ground.stats();
    }

    /** {@return the pool's name} */
    public String name() {
        return ground.name;
    }

    /**
     * Ends the pool: it opens nothing any more. Arenas and leases that are open stay valid, and
     * their memory is given back as they close; an allocator that is the pool's own is closed after
     * the last of them. A user's allocator stays open, and can be closed by the user from then on.
     * Idempotent.
     */
    @Override
    public void close() {
        ground.close();
    }

    /** Gives back at once all that is in limbo and not used by a native call; for tests. */
    void flush() {
        ground.leases.flush();
    }

    /** For tests. */
    Ground ground() {
        return ground;
    }

    /** {@return a line for people} */
    @Override
    public String toString() {
        return "ArenaPool '" + ground.name + (ground.closed ? "' (closed)" : "'");
    }

    /** Builds a pool. Not thread-safe. */
    public static final class Builder {

        String name = "arenas";
        @Nullable SpanAllocator allocator;
        long blockBytes = 4096;
        Zeroing zeroing = Zeroing.ON_ALLOCATE;
        long limboBytes = 256L << 20;
        boolean diagnostics;
        @Nullable Consumer<? super ArenaLeak> onLeak;
        boolean recycling = true;
        @Nullable Boolean jdkPools;
        LongSupplier clock = System::nanoTime;

        private Builder() {
        }

        /**
         * Sets where memory comes from. While the pool or an arena of it is open, the allocator
         * cannot be closed.
         *
         * @param allocator default: one of the pool's own
         * @return this builder
         */
        public Builder allocator(SpanAllocator allocator) {
            this.allocator = requireNonNull(allocator);
            return this;
        }

        /**
         * Sets the size of an arena's first block. Further ones double up to 1 MiB; what is larger
         * than a quarter of the next block gets a block of its own.
         *
         * @param bytes positive; default 4096
         * @return this builder
         * @throws IllegalArgumentException if {@code bytes <= 0}
         */
        public Builder blockBytes(long bytes) {
            this.blockBytes = checkPositive("block size", bytes);
            return this;
        }

        /**
         * Sets when memory is zeroed.
         *
         * @param zeroing default {@link Zeroing#ON_ALLOCATE}
         * @return this builder
         */
        public Builder zeroing(Zeroing zeroing) {
            this.zeroing = requireNonNull(zeroing);
            return this;
        }

        /**
         * Sets how much memory of closed leases may wait for the end of its scope. From half of it
         * on the pool hurries; beyond it {@link ArenaPool#lease} fails.
         *
         * @param bytes positive; default 256 MiB
         * @return this builder
         * @throws IllegalArgumentException if {@code bytes <= 0}
         */
        public Builder limboBytes(long bytes) {
            this.limboBytes = checkPositive("limbo", bytes);
            return this;
        }

        /**
         * Chooses whether to remember where each arena and lease was opened and closed, for
         * {@link ArenaLeak} and for what is thrown on use after close. Costs microseconds each.
         *
         * @param diagnostics default false
         * @return this builder
         */
        public Builder diagnostics(boolean diagnostics) {
            this.diagnostics = diagnostics;
            return this;
        }

        /**
         * Sets a name for errors, statistics and logs.
         *
         * @param name default {@code arenas}
         * @return this builder
         */
        public Builder name(String name) {
            this.name = requireNonNull(name);
            return this;
        }

        /**
         * Sets what is told of each leak that the collector found. Without it a pool with
         * {@link #diagnostics} logs them, and others only count them.
         *
         * @param onLeak called by a daemon thread that all pools share, so it must not wait; what
         *     it throws is logged
         * @return this builder
         */
        public Builder onLeak(Consumer<? super ArenaLeak> onLeak) {
            this.onLeak = requireNonNull(onLeak);
            return this;
        }

        /** Chooses the mode; true has no effect where native access is denied. For tests. */
        Builder recycling(boolean recycling) {
            this.recycling = recycling;
            return this;
        }

        /** Sets whether the JDK is taken to pool small confined arenas itself. For tests. */
        Builder jdkPools(boolean jdkPools) {
            this.jdkPools = jdkPools;
            return this;
        }

        /** Sets the clock, in nanoseconds. For tests. */
        Builder clock(LongSupplier clock) {
            this.clock = clock;
            return this;
        }

        /** {@return the pool} */
        public ArenaPool build() {
            return new ArenaPool(this);
        }

        private static long checkPositive(String what, long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException(what + " " + bytes + " is not positive");
            }
            return bytes;
        }
    }
}
