// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;

/** Classes to advise on. */
public final class Fixtures {

    private Fixtures() {}

    public record Point(int x, int y) {
        public Point() {
            this(1, 2);
        }
    }

    /** Six KiB and a loop. */
    public static final class Codec {
        private static final byte[] SHARED = new byte[100_000];
        private final byte[] shared = SHARED;
        private final byte[] buffer = new byte[4096];
        private final short[] table = new short[1024];
        private int at;

        public Codec() {
            for (int i = 0; i < table.length; i++) {
                table[i] = (short) (i * 31 ^ i >>> 3);
            }
        }

        public static Codec create() {
            return new Codec();
        }

        static Codec hidden() {
            return new Codec();
        }

        public static Codec sized(int size, String name) {
            return size == name.length() ? new Codec() : null;
        }

        public int encode() {
            buffer[at & 4095] = (byte) (table[at & 1023] + shared[at]);
            return at++;
        }

        public void clear() {
            at = 0;
        }

        public void fail() {
            throw new UnsupportedOperationException("not today");
        }
    }

    /** Escapes on its own. */
    public static final class Published {
        static volatile Published last;
        long a;
        long b;

        public Published() {
            last = this;
        }
    }

    public abstract static class Abstract {}

    public interface Face {}

    public enum Colour { RED }

    static final class Hidden {
        public Hidden() {}
    }

    public static final class Closed {
        private Closed() {}

        Closed(int size) {}
    }

    public final class Inner {}

    public static final class Failing {
        public Failing() {
            throw new IllegalArgumentException("no licence");
        }

        public static Failing nothing() {
            return null;
        }
    }

    public static final class Single {
        private static final Single ONE = new Single();

        public static Single instance() {
            return ONE;
        }
    }

    public static final class Bound {
        private final Thread owner = Thread.currentThread();

        public void touch() {
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException("not the owner");
            }
        }
    }

    public static final class Native {
        private static final Cleaner CLEANER = Cleaner.create();
        private final Cleaner.Cleanable cleanable = CLEANER.register(this, () -> {});

        public void free() {
            cleanable.clean();
        }
    }

    public static final class Hanging {
        public Hanging() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }
}
