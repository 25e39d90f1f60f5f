// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hot path, and what C2 is to make of it.
 *
 * @param method of {@link InliningPaths}
 * @param inlined the calls of the fast path, one a line, each below the one it is part of
 * @param called slow paths that are called, not inlined
 * @param other slow paths that the run may never come to, and that must not be inlined either
 */
record HotPath(String method, String inlined, List<String> called, List<String> other) {

    private static final String TAKE = """
            PlainPool::get
              ThreadTable::atHome
              Cache::takeIfMine
            """;
    private static final String DEPOSIT = """
            PlainPool::deposit
              ThreadTable::atHome
              Cache::putIfMine
            """;
    private static final List<String> SPILLS = List.of("Cache::popSpilled", "Cache::pushSpilled");
    private static final List<String> GENERATIONS =
            List.of("TieredPool::take", "TieredPool::give", "Generation::take", "Generation::give");
    private static final String TAKE_BUFFER = """
            ClassedBufferPool::get
              BufferClasses::classFor
                BufferClasses::isTabled
              Shelves::find
                Shelves::cell
              Cache::takeIfMine
            """;
    private static final String PUT_BUFFER = """
            ClassedBufferPool::put
              ClassedBufferPool::capacityOf
              BufferClasses::classOf
                BufferClasses::isTabled
              Shelves::find
                Shelves::cell
              Cache::putIfMine
            """;
    private static final List<String> SLOW_BUFFERS = List.of(
            "Cache::popSpilled", "Cache::pushSpilled", "ClassedBufferPool::getSlow");
    private static final List<String> OTHER_BUFFERS = List.of("ClassedBufferPool::putSlow",
            "PlainPool::get", "TieredPool::take", "TieredPool::give");
    private static final String SLOT = """
            CacheTable::current
            SpanBits::atHand
              SpanBits::recycle
            SpanBits::takeFirst
              SpanBits::take
            """;
    private static final String FREE = """
            SpanAllocator::freeAddress
              PageMap::find
              SpanBits::startsSlot
              SpanBits::slotWith
              SpanAllocator::free
                Span::isOwnedBy
                SpanBits::freeOwned
            """;
    private static final List<String> ELSEWHERE =
            List.of("SlowPaths::free", "SlowPaths::liveSpan", "MCache::adopt", "Tiers::freeRemote");
    private static final List<String> SLOW_ADDRESS =
            List.of("SpanAllocator::allocateAddressSlow", "SpanAllocator::freeOther");
    private static final List<String> SLOW_SEGMENT =
            List.of("SpanAllocator::allocateSlow", "SpanAllocator::freeOther");

    /** {@return the most bytes of garbage per call: what the JDK makes for a session} */
    int garbage() {
        return method.equals("arena") ? 40 : 0;
    }

    /** {@return all slow paths} */
    List<String> slow() {
        List<String> slow = new ArrayList<>(called);
        slow.addAll(other);
        return slow;
    }

    /** {@return all names of methods on the fast path} */
    List<String> fast() {
        return inlined.lines().map(String::strip).toList();
    }

    /** {@return all hot paths} */
    static Stream<HotPath> all() {
        return Stream.of(pools(), buffers(), spans(), Stream.of(arena())).flatMap(paths -> paths);
    }

    private static Stream<HotPath> pools() {
        String put = "PlainPool::put\n" + DEPOSIT.indent(2);
        return Stream.of(
                new HotPath("pool", TAKE + put, SPILLS, GENERATIONS),
                new HotPath("hookedPool", TAKE + """
                        HookedPool::put
                          TieredPool::putTended
                            Hooks::wipe
                            Hooks::admit
                        """ + DEPOSIT.indent(4), SPILLS, GENERATIONS),
                new HotPath("lease", "TieredPool::lease\n" + TAKE.indent(2) + """
                          PooledLease::<init>
                        PooledLease::get
                        PooledLease::close
                        """ + put.indent(2), SPILLS, GENERATIONS));
    }

    private static Stream<HotPath> buffers() {
        return Stream.of(
                buffer("byteArrays", "ByteArrayPool", "", ""),
                buffer("heapBuffers", "HeapBufferPool", "HeapBufferPool::rewound",
                        "HeapBufferPool::isWholeArray"),
                buffer("directBuffers", "DirectBufferPool", "HeapBufferPool::rewound",
                        "IdentityRegister::contains"));
    }

    private static HotPath buffer(String method, String type, String prepares, String tests) {
        String get = TAKE_BUFFER + below(2, type + "::prepare") + below(4, prepares);
        String put = PUT_BUFFER + below(4, type + "::capacity").substring(2)
                + below(2, type + "::isWhole") + below(4, tests);
        return new HotPath(method, get + put, SLOW_BUFFERS, OTHER_BUFFERS);
    }

    private static String below(int indent, String name) {
        return name.isEmpty() ? "" : name.indent(indent);
    }

    private static Stream<HotPath> spans() {
        String segment = SLOT + """
                SizeClasses::of
                SizeClasses::aligned
                SlowPaths::hand
                  SpanBits::ask
                  Span::segment
                """;
        String free = "SpanAllocator::free\n  SpanAllocator::address\n" + FREE.indent(2);
        return Stream.of(
                new HotPath("addresses", "SpanAllocator::allocateAddress\n" + (SLOT + """
                        SizeClasses::forAddress
                        SpanBits::note
                        SpanBits::address
                        """).indent(2) + FREE, SLOW_ADDRESS, ELSEWHERE),
                new HotPath("segments", "SpanAllocator::allocate\n" + segment.indent(2)
                        + "    Zeros::fill\n" + free, SLOW_SEGMENT, ELSEWHERE),
                new HotPath("rawSegments", "SpanAllocator::allocateUninitialized\n"
                        + "  SpanAllocator::allocate\n" + segment.indent(4) + free,
                        SLOW_SEGMENT, ELSEWHERE));
    }

    private static HotPath arena() {
        return new HotPath("arena", """
                ArenaPool::confined
                  ConfinedArena::open
                    Stations::current
                    Station::epoch
                      Slots::hasRoom
                    Slots::take
                    ConfinedArena::<init>
                ConfinedArena::allocate
                  Requests::check
                  ConfinedArena::checkThread
                  ConfinedArena::checkAlive
                  Chunks::carve
                  NativeAccess::segment
                ConfinedArena::close
                  ConfinedArena::checkThread
                  ConfinedArena::checkAlive
                  ConfinedArena::endSession
                  Slots::close
                    Chunks::rewind
                      Ground::wipe
                    Slots::giveRelease
                """,
                List.of("Chunks::carveSlow", "Chunks::rewindSlow"),
                List.of("Stations::currentSlow", "Slots::make", "Slots::takeStriped",
                        "ConfinedArena::closeFamily", "ConfinedArena::failed",
                        "Ground::finishIfLast"));
    }

    @Override
    public String toString() {
        return method;
    }
}
