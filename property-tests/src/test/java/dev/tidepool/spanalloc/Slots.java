// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/** What a span of few slots does, so that a twin may stand in for it. Slots are below 64. */
interface Slots {

    /**
     * The span as it is.
     *
     * @param owner who takes it
     */
    record Real(Span span, MCache owner) implements Slots {
        @Override
        public int take() {
            return span.take();
        }

        @Override
        public boolean advance() {
            return span.advance();
        }

        @Override
        public int collect() {
            return span.collect();
        }

        @Override
        public boolean freeOwned(int slot) {
            return span.freeOwned(slot);
        }

        @Override
        public boolean freeRemote(int slot) {
            return span.freeRemote(slot);
        }

        @Override
        public boolean ownedToFull() {
            return span.ownedToFull();
        }

        @Override
        public boolean fullToPartial() {
            return span.fullToPartial();
        }

        @Override
        public boolean fullToOwned() {
            return span.fullToOwned(owner);
        }

        @Override
        public void ownedToPartial() {
            span.ownedToPartial();
        }

        @Override
        public void partialToOwned() {
            span.partialToOwned(owner);
        }

        @Override
        public void toDead() {
            span.toDead();
        }

        @Override
        public int state() {
            return span.state();
        }

        @Override
        public long taken() {
            return span.takenBits(0);
        }
    }

    int take();

    boolean advance();

    int collect();

    boolean freeOwned(int slot);

    boolean freeRemote(int slot);

    boolean ownedToFull();

    boolean fullToPartial();

    boolean fullToOwned();

    void ownedToPartial();

    void partialToOwned();

    void toDead();

    int state();

    long taken();
}
