// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.pool.Tide;
import java.util.List;

/** Every subject by the name that benchmarks and reports use. */
final class Subjects {

    /** The largest capacity, for peers that have to be told. */
    static final int LARGEST = 1 << 20;

    /** Only what a benchmark costs by itself. */
    static final String CONSTANT = "constant";

    static final List<String> NAMES =
            List.of(
                    "tidepool",
                    "tidepoolHeap",
                    "tidepoolDirect",
                    "tidepoolPool",
                    "tidepoolPoolBounded",
                    "fresh",
                    "freshHeap",
                    "freshDirect",
                    CONSTANT,
                    "threadLocalGrowing",
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jetty",
                    "jettyQuadratic",
                    "nettyPooled",
                    "nettyPooledCached",
                    "nettyAdaptive",
                    "nettyAdaptiveCached",
                    "lucene",
                    "pageRecycler");

    private Subjects() {}

    /**
     * Opens a subject.
     *
     * @param name one of the names above
     * @param size of all buffers, where the subject knows only one
     * @param tide what ages ours
     */
    static Subject<?> open(String name, int size, Tide tide) {
        return switch (name) {
            case "tidepool" -> TidepoolSubjects.arrays(tide);
            case "tidepoolHeap" -> TidepoolSubjects.heap(tide);
            case "tidepoolDirect" -> TidepoolSubjects.direct(tide);
            case "tidepoolPool" -> TidepoolSubjects.fixed(size, tide);
            case "tidepoolPoolBounded" -> TidepoolSubjects.fixedAndBounded(size, tide);
            case "fresh" -> new FreshSubjects.Arrays();
            case "freshHeap" -> new FreshSubjects.ByteBuffers(false);
            case "freshDirect" -> new FreshSubjects.ByteBuffers(true);
            case CONSTANT -> FreshSubjects.Constant.open();
            case "threadLocalGrowing" -> HandMadeSubjects.ThreadLocalGrowing.open();
            case "threadLocalDeques" -> HandMadeSubjects.ThreadLocalDeques.open();
            case "concurrentQueues" -> HandMadeSubjects.ConcurrentQueues.open();
            case "jetty" -> JettySubject.linear();
            case "jettyQuadratic" -> JettySubject.quadratic();
            case "nettyPooled" -> NettySubject.pooled();
            case "nettyPooledCached" -> NettySubject.pooledCached();
            case "nettyAdaptive" -> NettySubject.adaptive();
            case "nettyAdaptiveCached" -> NettySubject.adaptiveCached();
            case "lucene" -> LuceneSubject.open();
            case "pageRecycler" -> PageRecyclerSubject.open();
            default -> throw new IllegalArgumentException("no subject is called " + name);
        };
    }
}
