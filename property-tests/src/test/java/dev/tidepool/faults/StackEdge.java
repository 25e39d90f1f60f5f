// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

/** The end of the stack, some frames away. */
public final class StackEdge extends Edge {

    private static final long STACK_BYTES = 192 << 10; // most of it is the machine's own reserve

    private final int frames;
    private boolean ran;
    private Throwable thrown;

    /** Makes an edge that leaves nothing. */
    public StackEdge() {
        this(0);
    }

    private StackEdge(int frames) {
        this.frames = frames;
    }

    @Override
    public Throwable run(Operation operation) {
        ran = false;
        thrown = null;
        dive(operation);
        if (!ran) {
            throw new AssertionError("the stack has no " + frames + " frames");
        }
        return thrown;
    }

    /** Goes down to the end, and runs the operation that many frames before. */
    private int dive(Operation operation) {
        int left;
        try {
            left = dive(operation);
        } catch (StackOverflowError e) {
            left = frames;
        }
        if (left == 0) {
            ran = true;
            try {
                operation.run();
            } catch (Throwable t) {
                thrown = t; // needs no frame, as a call would
            }
        }
        return left - 1;
    }

    @Override
    public boolean explains(Throwable failure) {
        return failure instanceof StackOverflowError;
    }

    @Override
    protected int quiet() {
        return 8;
    }

    @Override
    protected Edge further() {
        return new StackEdge(frames + 1);
    }

    @Override
    public String toString() {
        return frames + " frames";
    }

    /** Runs a body on a platform thread with a small stack, and throws what it threw. */
    public static void onSmallStack(Operation body) throws Throwable {
        var failure = new Throwable[1];
        var thread = new Thread(null, () -> {
            try {
                body.run();
            } catch (Throwable t) {
                failure[0] = t;
            }
        }, "small stack", STACK_BYTES);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
