// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import static com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry.STATE_NOT_IN_USE;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ConcurrentBag inside HikariCP, without the connection pool around it, which adds a check that
 * each connection is alive. Filled in advance, so that the listener, who is asked for more while
 * threads wait, has nothing to do. A claim must have a timeout.
 */
record HikariBagSubject(ConcurrentBag<HikariBagSubject.Entry> bag)
        implements Subject<HikariBagSubject.Entry> {

    private static final long PATIENCE_SECONDS = 60;

    /** A payload with its state in the bag. */
    static final class Entry extends Payload implements IConcurrentBagEntry {

        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Entry.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private volatile int state = STATE_NOT_IN_USE;

        @Override
        public boolean compareAndSet(int expected, int next) {
            return STATE.compareAndSet(this, expected, next);
        }

        @Override
        public void setState(int next) {
            state = next;
        }

        @Override
        public int getState() {
            return state;
        }
    }

    static HikariBagSubject open(int capacity) {
        ConcurrentBag<Entry> bag = new ConcurrentBag<>(waiting -> {});
        for (int i = 0; i < capacity; i++) {
            bag.add(new Entry());
        }
        return new HikariBagSubject(bag);
    }

    @Override
    public @Nullable Entry claim() throws InterruptedException {
        return bag.borrow(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void release(Entry entry) {
        bag.requite(entry);
    }

    @Override
    public Payload payload(Entry entry) {
        return entry;
    }

    @Override
    public long made() {
        return bag.size();
    }

    @Override
    public long idle() {
        return bag.getCount(STATE_NOT_IN_USE);
    }

    @Override
    public void close() {
        bag.close();
    }
}
