// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** C's {@code qsort} sorts an arena's memory and calls back from the middle of it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
@ParameterizedClass
@EnumSource
class UsedByNativeCodeTest {

    /** Whose memory is sorted. */
    enum Subject {
        CONFINED(Arena::ofConfined, ArenaPool::confined),
        SHARED(Arena::ofShared, ArenaPool::shared),
        CONFINED_CHILD(Arena::ofConfined, pool -> childOf(pool.confined())),
        SHARED_CHILD(Arena::ofShared, pool -> childOf(pool.shared()));

        private final Supplier<Arena> model;
        private final Function<ArenaPool, PooledArena> ours;

        Subject(Supplier<Arena> model,
                Function<ArenaPool, PooledArena> ours) {
            this.model = model;
            this.ours = ours;
        }

        private static PooledArena childOf(PooledArena parent) {
            parent.allocate(32, 8);
            return parent.child();
        }
    }

    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor COMPARE =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    @SuppressWarnings("restricted")
    private static final MethodHandle QSORT = LINKER.downcallHandle(
            LINKER.defaultLookup().find("qsort").orElseThrow(),
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));

    @Parameter
    Subject subject;

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
    private Runnable duringTheCall = () -> { };
    /** What must not be thrown through C: that ends the JVM. */
    private Throwable failure;

    @AfterEach
    void end() {
        pool.close();
    }

    /** Called by C. */
    private int compare(MemorySegment one, MemorySegment other) {
        try {
            duringTheCall.run();
        } catch (Throwable e) {
            failure = e;
        }
        return Long.compare(one.address() & 0, other.address() & 0);
    }

    @SuppressWarnings("restricted")
    private MemorySegment comparator(Arena arena) throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.lookup().findVirtual(UsedByNativeCodeTest.class,
                "compare", MethodType.methodType(
                        int.class, MemorySegment.class, MemorySegment.class));
        return LINKER.upcallStub(handle.bindTo(this), COMPARE, arena);
    }

    private void sort(MemorySegment array) throws Throwable {
        try (Arena stubs = Arena.ofConfined()) {
            QSORT.invokeExact(array, array.byteSize() / 4, 4L, comparator(stubs));
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What the arena says to a step while C has its memory, and after. */
    private List<String> answers(Arena arena) throws Throwable {
        List<String> answers = new ArrayList<>();
        MemorySegment array = arena.allocateFrom(JAVA_INT, 3, 1);
        MemorySegment other = arena.allocate(8, 8);
        duringTheCall = () -> {
            duringTheCall = () -> { };
            answers.add("close " + answer(arena::close));
            answers.add("close " + answer(arena::close));
            answers.add("allocate " + answer(() -> arena.allocate(100, 8).fill((byte) 1)));
            answers.add("allocate much " + answer(() -> arena.allocate(1 << 20, 8)));
            answers.add("allocate badly " + answer(() -> arena.allocate(-1, 8)));
            answers.add("allocate too much " + answer(() -> arena.allocate(1L << 60, 8)));
            answers.add("alive " + arena.scope().isAlive());
            answers.add("access " + answer(() -> other.set(JAVA_INT, 0, 5)));
        };
        sort(array);
        answers.add("contents " + other.get(JAVA_INT, 0) + array.byteSize());
        answers.add("close " + answer(arena::close));
        answers.add("access " + answer(() -> other.set(JAVA_INT, 0, 5)));
        answers.add("close " + answer(arena::close));
        return answers;
    }

    private static String answer(Runnable action) {
        try {
            action.run();
            return "fine";
        } catch (OutOfMemoryError e) {
            return "OutOfMemoryError";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    void everyAnswerIsTheJdks() throws Throwable {
        List<String> expected = answers(subject.model.get());
        assertTrue(expected.getFirst().equals("close IllegalStateException"), "never called back");
        assertEquals(expected, answers(subject.ours.apply(pool)));
    }

    @Test
    void refusedClosesGiveNoMemoryAway() throws Throwable {
        PooledArena arena = subject.ours.apply(pool);
        MemorySegment array = arena.allocateFrom(JAVA_INT, 3, 1, 2, 8, 5);
        List<MemorySegment> others = new ArrayList<>();
        duringTheCall = () -> {
            assertThrows(IllegalStateException.class, arena::close);
            try (PooledArena next = pool.confined()) {
                others.add(next.allocate(20, 4).fill((byte) 0x77));
            }
        };
        sort(array);
        assertFalse(others.isEmpty(), "never called back");
        int[] sorted = array.toArray(JAVA_INT);
        Arrays.sort(sorted);
        assertArrayEquals(new int[] {1, 2, 3, 5, 8}, sorted);
        arena.close();
        assertThrows(IllegalStateException.class, () -> array.get(JAVA_INT, 0));
    }

    @Test
    void aParentInUseIsClosedLaterThoughItsChildrenWereClosed() throws Throwable {
        PooledArena parent = subject.ours.apply(pool);
        MemorySegment array = parent.allocateFrom(JAVA_INT, 3, 1);
        PooledArena child = parent.child();
        MemorySegment childs = child.allocate(8, 8);
        duringTheCall = () -> {
            assertThrows(IllegalStateException.class, parent::close);
            assertTrue(parent.scope().isAlive());
        };
        sort(array);
        parent.allocate(100, 8).fill((byte) 1);
        parent.close();
        assertFalse(child.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> childs.get(JAVA_INT, 0));
    }

    @Test
    void aChildInUseKeepsItsParentOpen() throws Throwable {
        PooledArena parent = subject.ours.apply(pool);
        PooledArena older = parent.child();
        PooledArena child = parent.child();
        PooledArena younger = parent.child();
        MemorySegment own = parent.allocateFrom("own");
        MemorySegment kept = older.allocateFrom("kept");
        younger.allocate(8, 8);
        MemorySegment array = child.allocateFrom(JAVA_INT, 3, 1);
        duringTheCall = () -> {
            assertThrows(IllegalStateException.class, parent::close);
            assertTrue(parent.scope().isAlive());
            assertTrue(child.scope().isAlive());
            assertTrue(older.scope().isAlive());
            assertFalse(younger.scope().isAlive());
            parent.allocate(100, 8).fill((byte) 1);
            child.allocate(100, 8).fill((byte) 1);
            parent.child().allocate(100, 8).fill((byte) 1);
        };
        sort(array);
        assertEquals("own", own.getString(0));
        assertEquals("kept", kept.getString(0));
        assertEquals(8, array.byteSize());
        parent.close();
        assertFalse(child.scope().isAlive());
        assertFalse(older.scope().isAlive());
    }

    @Test
    void aStubLivesAsLongAsItsArena() throws Throwable {
        PooledArena arena = subject.ours.apply(pool);
        MemorySegment stub = comparator(arena);
        assertEquals(arena.scope(), stub.scope());
        var called = new boolean[1];
        duringTheCall = () -> called[0] = true;
        MemorySegment array = arena.allocateFrom(JAVA_INT, 2, 1);
        QSORT.invokeExact(array, 2L, 4L, stub);
        assertTrue(called[0]);
        arena.close();
        try (Arena other = Arena.ofConfined()) {
            MemorySegment more = other.allocateFrom(JAVA_INT, 2, 1);
            assertThrows(IllegalStateException.class, () -> {
                QSORT.invokeExact(more, 2L, 4L, stub);
            });
        }
    }
}
