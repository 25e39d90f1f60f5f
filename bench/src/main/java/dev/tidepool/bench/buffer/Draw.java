// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** A thread's sizes, drawn before the measurement and used in turn. */
@State(Scope.Thread)
public class Draw {

    private int[] sizes = {};
    private int next;

    @Setup
    public void draw(ThreadParams thread) {
        sizes = Sizes.drawn(thread.getThreadIndex());
    }

    int next() {
        return sizes[next++ & Sizes.DRAWN - 1];
    }
}
