// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** To everything, in every state, an arena answers as the JDK's does, and is then as that is. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#ours")
class ArenaProbesTest extends ArenaContract {

    private static Elsewhere.Worker stranger;

    /** When an arena is asked. */
    enum State {
        OPEN {
            @Override
            String ask(Arena arena, Probe.Action action) {
                return Probe.answer(arena, action);
            }
        },
        CLOSED {
            @Override
            String ask(Arena arena, Probe.Action action) {
                arena.close();
                return Probe.answer(arena, action);
            }
        },
        ELSEWHERE {
            @Override
            String ask(Arena arena, Probe.Action action) throws Throwable {
                return stranger.call(() -> Probe.answer(arena, action));
            }
        },
        CLOSED_ELSEWHERE {
            @Override
            String ask(Arena arena, Probe.Action action) throws Throwable {
                arena.close();
                return stranger.call(() -> Probe.answer(arena, action));
            }
        },
        WHILE_A_CLEANUP_RUNS {
            @Override
            String ask(Arena arena, Probe.Action action) {
                var answer = new AtomicReference<>("not run");
                Cleanups.register(arena, () -> answer.set(Probe.answer(arena, action)));
                arena.close();
                return answer.get();
            }
        };

        abstract String ask(Arena arena, Probe.Action action) throws Throwable;
    }

    @BeforeAll
    static void startStranger() {
        stranger = Elsewhere.PLATFORM.worker();
    }

    @AfterAll
    static void endStranger() {
        stranger.close();
    }

    /** The answer, and what the arena's owner can do with it afterwards. */
    private static String observe(Arena arena, State state, Probe.Action action)
            throws Throwable {
        String answer = state.ask(arena, action);
        boolean alive = arena.scope().isAlive();
        String allocate = Probe.answer(arena, then -> then.allocate(24, 8).fill((byte) 1));
        String close = Probe.answer(arena, Arena::close);
        return answer + ", alive: " + alive + ", then allocate: " + allocate
                + ", then close: " + close;
    }

    private static List<String> observeAll(
            List<Probe> probes, State state, Supplier<Arena> arenas) throws Throwable {
        List<String> lines = new ArrayList<>();
        for (Probe probe : probes) {
            lines.add(state + ", " + probe + ": " + observe(arenas.get(), state, probe.action()));
        }
        return lines;
    }

    private static void assertSame(List<String> expected, List<String> answered) {
        assertEquals(expected.size(), answered.size());
        List<String> different = IntStream.range(0, expected.size())
                .filter(i -> !expected.get(i).equals(answered.get(i)))
                .mapToObj(i -> expected.get(i) + " is answered with " + answered.get(i)).toList();
        assertEquals("", String.join("\n", different));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void everyAnswerIsTheJdks(State state) throws Throwable {
        List<Probe> probes = Probe.all();
        assertSame(observeAll(probes, state, setting::counterpart),
                observeAll(probes, state, this::open));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void memoryThatIsNotZeroedIsRefusedLikeMemoryThatIs(State state) throws Throwable {
        for (long size : new long[] {0, 1, 100, 1 << 20, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            for (long alignment : new long[] {1, 8, 4096, 0, 3, -1, Long.MIN_VALUE, 1L << 62}) {
                String zeroed = observe(
                        open(), state, arena -> arena.allocate(size, alignment));
                String raw = observe(open(), state,
                        arena -> ((PooledArena) arena).allocateUninitialized(size, alignment));
                assertEquals(zeroed, raw, () -> state + ": " + size + ", " + alignment);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void aChildIsRefusedLikeMemory(State state) throws Throwable {
        String memory = observe(open(), state, arena -> arena.allocate(8, 8));
        String child = observe(open(), state, arena -> ((PooledArena) arena).child().close());
        assertEquals(memory, child);
    }

    @Test
    void aChildWhoseParentWasClosedAnswersAsClosed() throws Throwable {
        List<Probe> probes = Probe.all();
        assertSame(observeAll(probes, State.CLOSED, setting::counterpart), observeAll(
                probes, State.OPEN, this::closedByItsParent).stream()
                        .map(line -> line.replaceFirst("OPEN", "CLOSED")).toList());
    }

    private Arena closedByItsParent() {
        Arena parent = open();
        PooledArena child = ((PooledArena) parent).child();
        child.allocate(10, 1);
        parent.close();
        return child;
    }

    @Test
    void refusedProbesTakeNoMemory() throws Throwable {
        try (PooledArena arena = openOurs()) {
            arena.allocate(100, 8);
            long bytes = arena.allocatedBytes();
            long blocks = allocator.stats().liveBlocks();
            ArenaStats stats = pool.stats();
            for (Probe probe : Probe.all()) {
                if (probe.name().startsWith("allocate") && isRefused(probe)) {
                    Probe.answer(arena, probe.action());
                    assertEquals(bytes, arena.allocatedBytes(), probe::name);
                }
            }
            assertEquals(blocks, allocator.stats().liveBlocks(), "blocks");
            assertEquals(stats, pool.stats());
        }
    }

    private static boolean isRefused(Probe probe) {
        try (Arena model = Arena.ofConfined()) {
            return !Probe.answer(model, probe.action()).equals("fine");
        }
    }
}
