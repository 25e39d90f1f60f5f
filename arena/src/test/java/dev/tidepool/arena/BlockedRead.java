// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;

/** A thread inside a system call that will write one byte into a segment. */
final class BlockedRead implements AutoCloseable {

    private final Pipe pipe = Pipe.open();
    private final Thread thread;
    private volatile int result;
    private volatile Throwable failure;

    /** Returns when the thread is in the call. */
    BlockedRead(MemorySegment segment) throws IOException {
        ByteBuffer buffer = segment.asByteBuffer();
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                result = pipe.source().read(buffer);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        });
        while (thread.isAlive() && Arrays.stream(thread.getStackTrace())
                .noneMatch(f -> f.isNativeMethod() && f.getMethodName().startsWith("read"))) {
            Thread.onSpinWait();
        }
    }

    /** Returns when the thread is out of the call and dead. */
    void end(byte value) throws IOException, InterruptedException {
        pipe.sink().write(ByteBuffer.wrap(new byte[] {value}));
        thread.join();
        Assertions.assertNull(failure);
        Assertions.assertEquals(1, result);
    }

    @Override
    public void close() throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }
}
