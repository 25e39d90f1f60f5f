// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import io.netty.util.Recycler;
import java.util.concurrent.atomic.LongAdder;

/** Netty's Recycler. It pools on Netty's own thread type and on the one thread it is pinned to. */
record NettySubject(Recycler<NettySubject.Recycled> recycler, LongAdder makes)
        implements PayloadSubject<NettySubject.Recycled> {

    /** A payload that knows its way back. */
    static final class Recycled extends Payload {
        private final Recycler.Handle<Recycled> handle;

        Recycled(Recycler.Handle<Recycled> handle) {
            this.handle = handle;
        }
    }

    static NettySubject guarded() {
        LongAdder makes = new LongAdder();
        return new NettySubject(
                new Recycler<Recycled>() {
                    @Override
                    protected Recycled newObject(Handle<Recycled> handle) {
                        return make(handle, makes);
                    }
                },
                makes);
    }

    /** Without the check that finds an object recycled twice. */
    static NettySubject unguarded() {
        LongAdder makes = new LongAdder();
        return new NettySubject(
                new Recycler<Recycled>(true) {
                    @Override
                    protected Recycled newObject(Handle<Recycled> handle) {
                        return make(handle, makes);
                    }
                },
                makes);
    }

    /** Unguarded and bound to the calling thread, which alone gets pooled objects. */
    static NettySubject pinned() {
        LongAdder makes = new LongAdder();
        return new NettySubject(
                new Recycler<Recycled>(Thread.currentThread(), true) {
                    @Override
                    protected Recycled newObject(Handle<Recycled> handle) {
                        return make(handle, makes);
                    }
                },
                makes);
    }

    private static Recycled make(Recycler.Handle<Recycled> handle, LongAdder makes) {
        makes.increment();
        return new Recycled(handle);
    }

    @Override
    public Recycled get() {
        return recycler.get();
    }

    @Override
    public void put(Recycled payload) {
        payload.handle.recycle(payload);
    }

    @Override
    public long retained() {
        return UNKNOWN;
    }
}
