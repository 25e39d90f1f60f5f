// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/**
 * A bounded queue of JCTools as a pool. Relaxed: it may miss and drop when another thread is
 * half-way through an operation, but waits for nobody.
 */
record JctoolsSubject(MessagePassingQueue<Payload> queue, boolean relaxed, LongAdder makes)
        implements PayloadSubject<Payload> {

    static JctoolsSubject unsafe(int capacity) {
        return new JctoolsSubject(new MpmcArrayQueue<>(capacity), true, new LongAdder());
    }

    static JctoolsSubject varHandle(int capacity) {
        return new JctoolsSubject(new MpmcVarHandleArrayQueue<>(capacity), true, new LongAdder());
    }

    static JctoolsSubject strict(int capacity) {
        return new JctoolsSubject(new MpmcArrayQueue<>(capacity), false, new LongAdder());
    }

    @Override
    public Payload get() {
        Payload payload = relaxed ? queue.relaxedPoll() : queue.poll();
        if (payload != null) {
            return payload;
        }
        makes.increment();
        return new Payload();
    }

    @Override
    public void put(Payload payload) {
        // A full queue drops the object: that is what bounds it.
        if (relaxed) {
            queue.relaxedOffer(payload);
        } else {
            queue.offer(payload);
        }
    }

    @Override
    public long retained() {
        return queue.size();
    }
}
