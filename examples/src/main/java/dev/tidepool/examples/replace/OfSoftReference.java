// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/** One object for each thread that the collector may take. */
final class OfSoftReference {

    static final Subject SUBJECT =
            Subject.ofThreads("ThreadLocal<SoftReference<T>>",
                    new Side(Before::encoder, encoder -> {}, Before::run),
                    new Side(After.ENCODERS::get, After.ENCODERS::put, After::run));

    private OfSoftReference() {}

    static final class Before {
        // before
        private static final ThreadLocal<@Nullable SoftReference<Encoder>> ENCODERS =
                new ThreadLocal<>();

        static int encode(long number) {
            return encoder().encode(number);
        }

        static Encoder encoder() {
            SoftReference<Encoder> reference = ENCODERS.get();
            Encoder encoder = reference != null ? reference.get() : null;
            if (encoder == null) {
                encoder = new Encoder();
                ENCODERS.set(new SoftReference<>(encoder));
            }
            return encoder;
        }
        // end

        private Before() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += encode(i);
            }
            return sum;
        }
    }

    static final class After {
        // after
        private static final Pool<Encoder> ENCODERS = Pool.of(Encoder::new);

        static int encode(long number) {
            Encoder encoder = ENCODERS.get();
            int length = encoder.encode(number);
            ENCODERS.put(encoder);
            return length;
        }
        // end

        private After() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += encode(i);
            }
            return sum;
        }
    }
}
