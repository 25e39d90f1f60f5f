// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs JMH's workers on Netty's FastThreadLocalThread; named in a fork's system properties. */
public final class FastThreadExecutor extends ThreadPoolExecutor {

    /** The constructor that JMH looks for. */
    public FastThreadExecutor(int threads, String prefix) {
        super(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(prefix, true));
    }
}
