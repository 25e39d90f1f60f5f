// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions behind {@link VirtualAllocPageSource}, with error codes as negative numbers. Like
 * it, this has been compiled and reviewed, but not run.
 *
 * <p>Ranges in use go in as segments, so that their arena cannot be closed during the call.
 */
final class Kernel32 {

    private static final int MEM_COMMIT = 0x1000;
    private static final int MEM_RESERVE = 0x2000;
    private static final int MEM_DECOMMIT = 0x4000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int PAGE_READWRITE = 0x4;

    /** Of SYSTEM_INFO on 64-bit Windows. */
    private static final int SYSTEM_INFO_BYTES = 48;

    private static final int SYSTEM_INFO_PAGE_SIZE = 4; // offset of dwPageSize

    /** Set once linking has worked. Not in a static initializer: a denial would stick there. */
    private static volatile @Nullable Kernel32 linked;

    private final CallStates states = new CallStates("GetLastError");
    private final MethodHandle virtualAlloc;
    private final MethodHandle virtualFree;
    private final long pageSize;

    private Kernel32() {
        virtualAlloc = function("VirtualAlloc",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT),
                states.option());
        virtualFree = function("VirtualFree",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), states.option());
        pageSize = askPageSize();
    }

    /**
     * {@return the linked functions}
     *
     * @throws IllegalCallerException if native access is denied
     * @throws UnsupportedOperationException if the system has no such functions
     */
    static Kernel32 link() {
        Kernel32 known = linked; // acquire, pairs with the store below; to link twice does no harm
        if (known == null) {
            known = new Kernel32();
            linked = known; // release: publishes the handles
        }
        return known;
    }

    long pageSize() {
        return pageSize;
    }

    /**
     * {@return the address of reserved space, or the negative error code}
     *
     * @param address where it must be; 0 for anywhere
     */
    long reserve(long address, long byteSize) {
        return alloc(MemorySegment.ofAddress(address), byteSize, MEM_RESERVE);
    }

    /** {@return at least 0, or the negative error code} */
    long commit(MemorySegment range) {
        return alloc(range, range.byteSize(), MEM_COMMIT);
    }

    /** {@return 0 or the negative error code} */
    int decommit(MemorySegment range) {
        return free(range, range.byteSize(), MEM_DECOMMIT);
    }

    /**
     * {@return 0 or the negative error code}
     *
     * @param address what {@link #reserve} returned
     */
    int free(long address) {
        return free(MemorySegment.ofAddress(address), 0, MEM_RELEASE);
    }

    private long alloc(MemorySegment where, long byteSize, int type) {
        MemorySegment state = states.take();
        try {
            MemorySegment result = (MemorySegment) virtualAlloc.invokeExact(
                    state, where, byteSize, type, PAGE_READWRITE);
            return result.address() == 0 ? -states.code(state) : result.address();
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        } finally {
            states.giveBack(state);
        }
    }

    private int free(MemorySegment where, long byteSize, int type) {
        MemorySegment state = states.take();
        try {
            int done = (int) virtualFree.invokeExact(state, where, byteSize, type);
            return done != 0 ? 0 : -states.code(state);
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        } finally {
            states.giveBack(state);
        }
    }

    private static long askPageSize() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SYSTEM_INFO_BYTES, Long.BYTES);
            function("GetSystemInfo", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(info);
            return info.get(JAVA_INT, SYSTEM_INFO_PAGE_SIZE);
        } catch (Throwable e) {
            throw CallStates.unexpected(e);
        }
    }

    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return NativeAccess.downcallIn("kernel32", name, descriptor, options);
    }
}
