// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Bytes of heap allocated so far; 0 where the JVM does not count them. */
final class Allocated {

    private static final @Nullable ThreadMXBean BEAN = bean();

    private Allocated() {}

    static boolean isKnown() {
        return BEAN != null;
    }

    /** By the calling thread, which must be a platform thread. */
    static long byThisThread() {
        return BEAN == null ? 0 : BEAN.getCurrentThreadAllocatedBytes();
    }

    /** By all threads. What a virtual thread allocates counts with the thread that carries it. */
    static long byProcess() {
        return BEAN == null ? 0 : BEAN.getTotalThreadAllocatedBytes();
    }

    private static @Nullable ThreadMXBean bean() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                && bean.isThreadAllocatedMemorySupported()
                && bean.isThreadAllocatedMemoryEnabled() ? bean : null;
    }
}
