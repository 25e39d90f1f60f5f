// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

/**
 * The end of the Java heap, some bytes away. For a small heap, without thread-local buffers: so it
 * is filled soon, and what is left is what the next allocation finds.
 */
public final class HeapEdge extends Edge {

    private static final int CHUNK = 1 << 16;
    private static final int ROOM = 24; // chunks for what trials need
    private static final int[] SIZES = {1 << 13, 1 << 9};
    private static final int STEP = 24; // a node without a load

    private final int bytes;
    private final Node ballast;
    private Node filling;

    private static final class Node {
        final Node next;
        final byte[] load;

        Node(Node next, byte[] load) {
            this.next = next;
            this.load = load;
        }
    }

    /** Makes an edge that leaves nothing. */
    public HeapEdge() {
        this(0, ballast());
    }

    private HeapEdge(int bytes, Node ballast) {
        this.bytes = bytes;
        this.ballast = ballast;
    }

    /** Takes most of the heap for good, which is not filled and emptied each time. */
    private static Node ballast() {
        Node all = null;
        try {
            while (true) {
                all = new Node(all, new byte[CHUNK]);
            }
        } catch (OutOfMemoryError e) {
            for (int i = 0; i < ROOM; i++) {
                all = all.next;
            }
            return all;
        }
    }

    @Override
    public Throwable run(Operation operation) {
        fill();
        for (int left = bytes; left > 0; left -= STEP) {
            filling = filling.next;
        }
        Throwable thrown = null;
        try {
            operation.run();
        } catch (Throwable t) {
            thrown = t;
        }
        filling = null;
        return thrown;
    }

    private void fill() {
        for (int size : SIZES) {
            try {
                while (true) {
                    filling = new Node(filling, new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                // Smaller ones fit.
            }
        }
        try {
            while (true) {
                filling = new Node(filling, null);
            }
        } catch (OutOfMemoryError e) {
            // Full.
        }
    }

    @Override
    public boolean explains(Throwable failure) {
        Throwable cause = failure; // what links a lambda or a string wraps it
        while (cause != null && !(cause instanceof OutOfMemoryError)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    @Override
    protected int quiet() {
        return 2;
    }

    @Override
    protected Edge further() {
        return new HeapEdge(bytes + Math.max(STEP, bytes / 3), ballast);
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }
}
