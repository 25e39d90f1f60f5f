// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.invoke.MethodHandle;

/**
 * The C library's malloc and free through critical downcalls. The handles are constants of this
 * class: one class per library, or each call would be one of an unknown function.
 */
public record GlibcSubject() implements AddressSubject {

    private static final MethodHandle MALLOC = NativeLibrary.GLIBC.malloc();
    private static final MethodHandle CALLOC = NativeLibrary.GLIBC.calloc();
    private static final MethodHandle REALLOC = NativeLibrary.GLIBC.realloc();
    private static final MethodHandle MEMALIGN = NativeLibrary.GLIBC.memalign();
    private static final MethodHandle FREE = NativeLibrary.GLIBC.free();

    @Override
    public String name() {
        return "glibc";
    }

    @Override
    public long allocate(long size) {
        try {
            return NativeLibrary.checked((long) MALLOC.invokeExact(size));
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public long allocateAligned(Store store, int place, long size, long alignment) {
        if (alignment == 0) {
            return allocate(store, place, size);
        }
        try {
            long address = NativeLibrary.checked((long) MEMALIGN.invokeExact(alignment, size));
            store.addresses[place] = address;
            return address;
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public boolean aligns() {
        return true;
    }

    @Override
    public long allocateZeroed(long size) {
        try {
            return NativeLibrary.checked((long) CALLOC.invokeExact(1L, size));
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public long reallocate(long address, long oldSize, long newSize) {
        try {
            return NativeLibrary.checked((long) REALLOC.invokeExact(address, newSize));
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }
}
