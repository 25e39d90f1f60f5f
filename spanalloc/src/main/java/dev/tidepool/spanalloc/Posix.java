// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The C functions behind {@link MmapPageSource}. They answer as system calls do: what is below 0 is
 * the negative {@code errno}.
 *
 * <p>Ranges in use go in as segments, so that their arena cannot be closed during the call.
 */
final class Posix {

    static final int MADV_DONTNEED = 4;
    static final int MADV_HUGEPAGE = 14; // Linux

    private static final int PROT_READ_WRITE = 0x1 | 0x2;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS_LINUX = 0x20;
    private static final int MAP_NORESERVE_LINUX = 0x4000;
    private static final int MAP_ANON_MACOS = 0x1000;
    private static final int MAP_NORESERVE_MACOS = 0x40;
    private static final long MAP_FAILED = -1;

    /** Set once linking has worked. Not in a static initializer: a denial would stick there. */
    private static volatile @Nullable Posix linked;

    private final CallStates states = new CallStates("errno");
    private final MethodHandle mmap;
    private final MethodHandle munmap;
    private final MethodHandle madvise;
    private final int mapFlags;
    private final long pageSize;

    private Posix() {
        mmap = NativeAccess.downcall("mmap", FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
                states.option());
        munmap = NativeAccess.downcall("munmap",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG), states.option());
        madvise = NativeAccess.downcall("madvise",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), states.option());
        mapFlags = MAP_PRIVATE | (SystemPageSources.isMacOs()
                ? MAP_ANON_MACOS | MAP_NORESERVE_MACOS
                : MAP_ANONYMOUS_LINUX | MAP_NORESERVE_LINUX);
        pageSize = askPageSize();
    }

    /**
     * {@return the linked functions}
     *
     * @throws IllegalCallerException if native access is denied
     * @throws UnsupportedOperationException if the system has no such functions
     */
    static Posix link() {
        Posix known = linked; // acquire, pairs with the store below; to link twice does no harm
        if (known == null) {
            known = new Posix();
            linked = known; // release: publishes the handles
        }
        return known;
    }

    long pageSize() {
        return pageSize;
    }

    /**
     * {@return the address of new memory, at {@code hint} if that is free, or the negative errno}
     *
     * @param hint 0 for none
     */
    long map(long hint, long byteSize) {
        return map(MemorySegment.ofAddress(hint), byteSize, mapFlags);
    }

    /** {@return the address of {@code range}, which is new memory now, or the negative errno} */
    long mapAgain(MemorySegment range) {
        return map(range, range.byteSize(), mapFlags | MAP_FIXED);
    }

    private long map(MemorySegment where, long byteSize, int flags) {
        MemorySegment state = states.take();
        try {
            MemorySegment mapped = (MemorySegment) mmap.invokeExact(
                    state, where, byteSize, PROT_READ_WRITE, flags, -1, 0L);
            return mapped.address() == MAP_FAILED ? -states.code(state) : mapped.address();
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        } finally {
            states.giveBack(state);
        }
    }

    /** {@return 0 or the negative errno} */
    int unmap(long address, long byteSize) {
        MemorySegment state = states.take();
        try {
            int status = (int) munmap.invokeExact(
                    state, MemorySegment.ofAddress(address), byteSize);
            return status == 0 ? 0 : -states.code(state);
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        } finally {
            states.giveBack(state);
        }
    }

    /** {@return 0 or the negative errno} */
    int advise(MemorySegment range, int advice) {
        MemorySegment state = states.take();
        try {
            int status = (int) madvise.invokeExact(state, range, range.byteSize(), advice);
            return status == 0 ? 0 : -states.code(state);
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        } finally {
            states.giveBack(state);
        }
    }

    private static long askPageSize() {
        try {
            return (int) NativeAccess.downcall("getpagesize", FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        }
    }
}
