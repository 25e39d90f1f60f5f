// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

/** Nothing runs out. */
public final class NoEdge extends Edge {

    /** Makes one. */
    public NoEdge() {
    }

    @Override
    public Throwable run(Operation operation) {
        try {
            operation.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    @Override
    public boolean explains(Throwable thrown) {
        return false;
    }

    @Override
    protected int quiet() {
        return 1;
    }

    @Override
    protected Edge further() {
        return this;
    }
}
