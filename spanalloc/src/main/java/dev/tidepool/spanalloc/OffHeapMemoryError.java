// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * An allocation that cannot be served: larger than any machine's memory, past the hard limit, or
 * refused by the operating system. Nothing is lost: every block stays valid, and a smaller request
 * may succeed.
 */
public final class OffHeapMemoryError extends OutOfMemoryError {

    private static final long serialVersionUID = 1;

    /** Bytes asked for. */
    private final long askedBytes;

    /** Bytes of memory that the allocator held resident. */
    private final long residentBytes;

    /** Bytes of address space that the allocator had reserved. */
    private final long reservedBytes;

    /**
     * Makes an error.
     *
     * @param message what happened, with the numbers
     * @param askedBytes bytes asked for
     * @param residentBytes bytes held resident
     * @param reservedBytes bytes of address space reserved
     */
    OffHeapMemoryError(String message, long askedBytes, long residentBytes, long reservedBytes) {
        super(message);
        this.askedBytes = askedBytes;
        this.residentBytes = residentBytes;
        this.reservedBytes = reservedBytes;
    }

    /** {@return how many bytes were asked for} */
    public long askedBytes() {
        return askedBytes;
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
