// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Subjects;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whom a trace can be replayed on, by the name of the command line. */
enum Contenders {
    TIDEPOOL_SPAN("tidepool", "SpanAllocator by address", 1 << 20),
    TIDEPOOL_THROUGHPUT("tidepoolThroughput", "as above, profile THROUGHPUT", 1 << 20),
    TIDEPOOL_LOW_MEMORY("tidepoolLowMemory", "as above, profile LOW_MEMORY", 1 << 20),
    TIDEPOOL_HARDENED("tidepoolHardened", "as above, profile HARDENED", 1 << 20),
    TIDEPOOL_DEBUG("tidepoolDebug", "as above, profile DEBUG", 1 << 20),
    TIDEPOOL_SEGMENT("tidepoolSegment", "SpanAllocator by segment", 1 << 20),
    TIDEPOOL_ZEROED("tidepoolZeroed", "as above, zeroed", 1 << 20),
    TIDEPOOL_LEASE("", "ArenaPool, a shared lease for each block; zeroed", 1 << 20),
    TIDEPOOL_BUFFERS("", "BufferPool of direct buffers", 1),
    TIDEPOOL_ARRAYS("", "BufferPool of byte arrays", 1),
    GLIBC("glibc", "malloc and free", 1 << 20),
    MIMALLOC("mimalloc", "mi_malloc and mi_free", 1 << 20),
    JEMALLOC("jemalloc", "malloc and free of jemalloc", 1 << 20),
    TCMALLOC("tcmalloc", "tc_malloc and tc_free", 1 << 20),
    NETTY_POOLED("nettyPooledCached", "direct buffers, cached on every thread", 1),
    NETTY_ADAPTIVE("nettyAdaptiveCached", "direct buffers, cached on every thread", 1),
    NETTY_POOLED_DEFAULT("nettyPooled", "direct buffers, cached on Netty's threads only", 1),
    NETTY_ADAPTIVE_DEFAULT("nettyAdaptive", "direct buffers, cached on Netty's threads only", 1),
    JDK_ARENA("arenaConfined", "Arena.ofConfined for each block; zeroed", 16),
    JDK_ARENA_SHARED("arenaShared", "Arena.ofShared for each block; zeroed", 16),
    NEW("", "new byte[]; zeroed, freed by the collector", 1),
    NEW_DIRECT("", "ByteBuffer.allocateDirect; zeroed, freed by the collector", 1),
    NONE("", "no allocator: the cost of the replay itself", 1 << 20);

    /** Who takes part unless the command line says it: each kind once. */
    static final List<Contenders> DEFAULT =
            List.of(
                    TIDEPOOL_SPAN,
                    TIDEPOOL_BUFFERS,
                    GLIBC,
                    MIMALLOC,
                    NETTY_POOLED,
                    NETTY_ADAPTIVE,
                    JDK_ARENA,
                    NEW,
                    NONE);

    private final String subject;
    private final String description;
    private final int alignment;

    /**
     * Makes an entry.
     *
     * @param subject among those of the off-heap benchmarks, empty if it is none of them
     * @param alignment the greatest one it can be asked for
     */
    Contenders(String subject, String description, int alignment) {
        this.subject = subject;
        this.description = description;
        this.alignment = alignment;
    }

    /** {@return its name on the command line} */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String description() {
        return description;
    }

    boolean isOurs() {
        return name().startsWith("TIDEPOOL");
    }

    /** {@return whether its blocks lie on the heap, so that the process's memory says nothing} */
    boolean isOnHeap() {
        return this == TIDEPOOL_ARRAYS || this == NEW || this == NONE;
    }

    static Contenders ofId(String id) {
        return Arrays.stream(values())
                .filter(contender -> contender.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--against: nobody is called \""
                                        + id
                                        + "\"; there are "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(values())
                                                        .map(Contenders::id)
                                                        .toList())));
    }

    /**
     * {@return why it cannot replay a trace, if so}
     *
     * @param threads whether each thread of the trace is one
     */
    Optional<String> refusal(TraceSummary trace, boolean threads) {
        if (trace.alignment() > alignment) {
            return Optional.of(
                    "the trace aligns blocks to "
                            + trace.alignment()
                            + " bytes, "
                            + (alignment == 1
                                    ? "it takes no alignment"
                                    : "it to at most " + alignment));
        }
        if (this == JDK_ARENA
                && threads
                && (trace.remoteFrees() > 0
                        || trace.ends() > 0
                        || trace.leaks() > 0
                        || (trace.threads() > 1 && trace.reallocations() > 0))) {
            return Optional.of(
                    "with --threads, other threads free or resize blocks than allocate "
                            + "them; jdk-arena-shared can");
        }
        return Optional.empty();
    }

    /** {@return why it is not there in this process, if so} */
    Optional<String> absence() {
        return Subjects.absence(subject);
    }

    Contender open(int places) {
        return switch (this) {
            case TIDEPOOL_LEASE -> new LeaseContender(places);
            case TIDEPOOL_BUFFERS -> DirectContender.pooled(places);
            case TIDEPOOL_ARRAYS -> HeapContender.pooled(places);
            case NEW -> HeapContender.fresh(places);
            case NEW_DIRECT -> DirectContender.fresh(places);
            case NONE -> new NoContender(places);
            default -> OffHeapContender.of(Subjects.open(subject), places);
        };
    }
}
