// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.pool.BufferPool;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A server reads into direct buffers and answers out of them. A new one for each message is a call
 * of the system, and memory that only the collector gives back. With a pool some few go round:
 * each comes with position 0 and the limit asked for, ready to be read into.
 *
 * <p>An echo over the loopback: client and server take their buffers from the same place.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example03_ChannelIo
 * </pre>
 */
public final class Example03_ChannelIo {

    private static final int[] LENGTHS = {100, 1500, 9000, 60_000};

    /** Where buffers come from, and where they go. */
    private record Buffers(IntFunction<ByteBuffer> get, Consumer<ByteBuffer> put) {}

    private final Buffers buffers;

    private Example03_ChannelIo(Buffers buffers) {
        this.buffers = buffers;
    }

    public static void main(String[] args) throws Exception {
        run(System.out, 10_000);
    }

    // ---- the echo

    private void serve(ServerSocketChannel server, int messages) {
        try (SocketChannel channel = server.accept()) {
            for (int i = 0; i < messages; i++) {
                ByteBuffer message = read(channel);
                write(channel, message);
                buffers.put().accept(message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the next message; the caller puts it back} */
    private ByteBuffer read(SocketChannel channel) throws IOException {
        ByteBuffer head = buffers.get().apply(Integer.BYTES);
        int length = readFully(channel, head).getInt();
        buffers.put().accept(head);
        return readFully(channel, buffers.get().apply(length));
    }

    private static ByteBuffer readFully(SocketChannel channel, ByteBuffer buffer)
            throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other side has gone");
            }
        }
        return buffer.flip();
    }

    private void write(SocketChannel channel, ByteBuffer message) throws IOException {
        ByteBuffer head = buffers.get().apply(Integer.BYTES);
        head.putInt(message.remaining()).flip();
        ByteBuffer[] both = {head, message};
        while (message.hasRemaining()) {
            channel.write(both);
        }
        buffers.put().accept(head);
    }

    /** Sends messages and looks at what comes back. */
    private void converse(int messages) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread serving = Thread.ofPlatform().start(() -> serve(server, messages));
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                for (int i = 0; i < messages; i++) {
                    exchange(channel, LENGTHS[i % LENGTHS.length], i);
                }
            }
            serving.join();
        }
    }

    private void exchange(SocketChannel channel, int length, int number) throws IOException {
        ByteBuffer message = buffers.get().apply(length);
        message.putInt(0, number);
        write(channel, message);
        buffers.put().accept(message);
        ByteBuffer answer = read(channel);
        if (answer.remaining() != length || answer.getInt(0) != number) {
            throw new AssertionError("not what was sent: " + answer);
        }
        buffers.put().accept(answer);
    }

    // ---- what it shows

    static void run(PrintStream out, int messages) throws Exception {
        out.printf("# %d messages of up to %d B, there and back%n%n", messages, LENGTHS[3]);
        out.printf("%-18s %10s %24s%n", "buffers", "made", "direct memory, more kB");
        long before = directMemory();
        try (BufferPool<ByteBuffer> pool = BufferPool.directBuffers()) {
            new Example03_ChannelIo(new Buffers(pool::get, pool::put)).converse(messages);
            long misses = pool.totalStats().misses();
            show(out, "directBuffers()", misses, directMemory() - before);
        }
        AtomicLong made = new AtomicLong();
        IntFunction<ByteBuffer> counted =
                length -> {
                    made.incrementAndGet();
                    return ByteBuffer.allocateDirect(length);
                };
        before = directMemory();
        new Example03_ChannelIo(new Buffers(counted, buffer -> {})).converse(messages);
        show(out, "allocateDirect", made.get(), directMemory() - before);
    }

    private static void show(PrintStream out, String way, long made, long memory) {
        out.printf("%-18s %10d %24d%n", way, made, memory >> 10);
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
