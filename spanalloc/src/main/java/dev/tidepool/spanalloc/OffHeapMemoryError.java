// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.jspecify.annotations.Nullable;

/**
 * An allocation that cannot be served: larger than any machine's memory, past the hard limit, or
 * refused by the operating system. Nothing is lost: every block stays valid, and a smaller request
 * may succeed.
 */
public final class OffHeapMemoryError extends OutOfMemoryError {

    private static final long serialVersionUID = 1;

    /** Bytes asked for. */
    private final long askedBytes;

    /** Bytes of the blocks that were live. */
    private final long liveBytes;

    /** Bytes of memory that the allocator held resident. */
    private final long residentBytes;

    /** Bytes of address space that the allocator had reserved. */
    private final long reservedBytes;

    /**
     * Makes an error.
     *
     * @param why what stood in the way
     * @param askedBytes bytes asked for
     * @param liveBytes bytes of the live blocks
     * @param residentBytes bytes held resident
     * @param reservedBytes bytes of address space reserved
     * @param cause what the page source threw, if it did
     */
    OffHeapMemoryError(
            String why,
            long askedBytes,
            long liveBytes,
            long residentBytes,
            long reservedBytes,
            @Nullable Throwable cause) {
        super("cannot allocate " + askedBytes + " bytes: " + why + "; " + liveBytes
                + " bytes live, " + residentBytes + " resident, " + reservedBytes + " reserved");
        initCause(cause);
        this.askedBytes = askedBytes;
        this.liveBytes = liveBytes;
        this.residentBytes = residentBytes;
        this.reservedBytes = reservedBytes;
    }

    /** {@return how many bytes were asked for} */
    public long askedBytes() {
        return askedBytes;
    }

    /** {@return how many bytes the live blocks had then, rounded up to their slots and pages} */
    public long liveBytes() {
        return liveBytes;
    }

    /** {@return how many bytes the allocator held resident then} */
    public long residentBytes() {
        return residentBytes;
    }

    /** {@return how many bytes of address space the allocator had reserved then} */
    public long reservedBytes() {
        return reservedBytes;
    }
}
