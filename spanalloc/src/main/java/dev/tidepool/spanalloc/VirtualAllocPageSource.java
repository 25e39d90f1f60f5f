// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * {@code VirtualAlloc} of Windows. Address space is reserved first; its pages must be committed
 * before they are touched, or the JVM ends.
 *
 * <p><strong>This class has been compiled and reviewed, but not run</strong>: the project has no
 * Windows machine.
 */
final class VirtualAllocPageSource implements PageSource {

    /** Another thread may take the place between the two reservations, but hardly this often. */
    private static final int ATTEMPTS = 32;

    private final Kernel32 kernel;
    private final long pageSize;

    /**
     * Makes a source.
     *
     * @param kernel the system's functions
     */
    VirtualAllocPageSource(Kernel32 kernel) {
        this.kernel = kernel;
        this.pageSize = kernel.pageSize();
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public boolean releases() {
        return true;
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        PageRanges.requireMappable(byteSize, byteAlignment, pageSize);
        Reservation reserved = new Reservation(kernel, reserve(byteSize, byteAlignment), byteSize);
        try {
            return NativeAccess.segment(reserved.address, byteSize, arena, reserved);
        } catch (RuntimeException | Error e) {
            reserved.free();
            throw e;
        }
    }

    @Override
    public void commit(MemorySegment range) {
        PageRanges.requirePages(range, pageSize);
        if (range.byteSize() != 0) {
            check("commit", range, kernel.commit(range));
        }
    }

    @Override
    public void release(MemorySegment range) {
        PageRanges.requirePages(range, pageSize);
        if (range.byteSize() != 0) { // a decommit of 0 bytes would take the whole reservation
            check("decommit", range, kernel.decommit(range));
        }
    }

    @Override
    public String toString() {
        return "VirtualAlloc";
    }

    private static void check(String what, MemorySegment range, long status) {
        if (status < 0) {
            throw new OutOfMemoryError(what + " of " + range.byteSize() + " bytes at 0x"
                    + Long.toHexString(range.address()) + " failed with error " + -status);
        }
    }

    /** A part of a reservation cannot be freed: find a place by a larger one, then take it. */
    private long reserve(long byteSize, long byteAlignment) {
        long start = kernel.reserve(0, byteSize);
        for (int i = 0; i < ATTEMPTS && start > 0; i++) {
            if ((start & (byteAlignment - 1)) == 0) {
                return start;
            }
            kernel.free(start);
            long whole = kernel.reserve(0, byteSize + byteAlignment);
            if (whole < 0) {
                start = whole;
            } else {
                kernel.free(whole);
                long aligned = -byteAlignment & (whole + byteAlignment - 1);
                start = kernel.reserve(aligned, byteSize);
                start = start > 0 ? start : kernel.reserve(0, byteSize);
            }
        }
        String reason = start < 0 ? "failed with error " + -start : "found no place";
        if (start > 0) {
            kernel.free(start);
        }
        throw new OutOfMemoryError("VirtualAlloc of " + byteSize + " bytes aligned to "
                + byteAlignment + " " + reason);
    }

    /** Frees once, when the arena is closed or when the range could not be handed out. */
    private static final class Reservation implements Consumer<MemorySegment> {

        private final Kernel32 kernel;
        private final long address;
        private final long byteSize;
        private final AtomicBoolean freed = new AtomicBoolean();

        private Reservation(Kernel32 kernel, long address, long byteSize) {
            this.kernel = kernel;
            this.address = address;
            this.byteSize = byteSize;
        }

        @Override
        public void accept(MemorySegment range) {
            free();
        }

        private void free() {
            int status = freed.compareAndSet(false, true) ? kernel.free(address) : 0;
            if (status < 0) {
                // Whoever closes an arena can do nothing about it.
                System.getLogger(SystemPageSources.LOGGER).log(Level.WARNING,
                        "VirtualFree of {0} bytes failed with error {1}; they stay reserved",
                        Long.toString(byteSize), -status);
            }
        }
    }
}
