// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * What a log shipper does with one chunk of a file: lines become records, records become JSON,
 * JSON becomes deflated blocks, and the blocks are checksummed. Each object it needs comes from
 * its {@link Supplies} and goes back there. For one thread and one chunk.
 */
final class Pipeline implements LineSplitter.Sink {

    /** A block is deflated once it holds this much JSON. */
    static final int BLOCK_BYTES = 64 << 10;
    /** Behind a chunk's end only the rest of a line is wanted. */
    private static final int TAIL_BYTES = 4 << 10;
    private static final int DEFLATE_STEP = 16 << 10;

    private final Supplies supplies;
    private final Meter meter;
    private final Chunk chunk;
    private final CRC32C checksum = new CRC32C();
    private @Nullable GrowingBuffer json;
    private boolean unclocked;

    Pipeline(Supplies supplies, Meter meter, Chunk chunk) {
        this.supplies = supplies;
        this.meter = meter;
        this.chunk = chunk;
    }

    /** Ships the chunk and returns the checksum of the deflated blocks. */
    long run() throws IOException {
        meter.startClock();
        meter.taken.inputs++;
        ByteBuffer input = supplies.inputs().take();
        try {
            split(input);
        } finally {
            supplies.inputs().give(input);
        }
        if (json != null) {
            shipBlock(json);
        }
        clockRecord();
        meter.bytes += chunk.length();
        return checksum.getValue();
    }

    private void split(ByteBuffer input) throws IOException {
        LineSplitter splitter = new LineSplitter(chunk.start(), chunk.end(), this);
        long limit = chunk.source().size();
        long position = LineSplitter.firstByte(chunk.start());
        try (FileChannel file =
                FileChannel.open(chunk.source().path(), StandardOpenOption.READ)) {
            boolean more = true;
            while (more && position < limit) {
                long wanted = position < chunk.end() ? chunk.end() - position
                        : Math.min(limit - position, TAIL_BYTES);
                input.clear().limit((int) Math.min(wanted, input.capacity()));
                int read = file.read(input, position);
                if (read < 0) {
                    break;
                }
                position += read;
                int first = input.arrayOffset();
                more = splitter.feed(input.array(), first, first + read);
            }
        }
        splitter.finish();
    }

    @Override
    public LineRecord open() {
        meter.taken.records++;
        return supplies.records().take();
    }

    @Override
    public void line(LineRecord line) {
        clockRecord();
        unclocked = true;
        GrowingBuffer block = json;
        if (block == null) {
            meter.taken.buffers++;
            block = supplies.buffers().take();
            json = block;
        }
        line.writeJson(chunk.source().opening(), block);
        meter.sawOffHeap(line.text.offHeapBytes());
        supplies.records().give(line);
        if (block.size() >= BLOCK_BYTES) {
            shipBlock(block);
            clockRecord();
            awaitReceipt();
        }
    }

    private void shipBlock(GrowingBuffer block) {
        json = null;
        meter.taken.buffers++;
        GrowingBuffer packed = supplies.buffers().take();
        meter.taken.deflaters++;
        Deflater deflater = supplies.deflaters().take();
        deflate(deflater, block, packed);
        supplies.deflaters().give(deflater);
        supplies.buffers().give(block);
        checksum.update(packed.array(), 0, packed.size());
        supplies.buffers().give(packed);
    }

    private static void deflate(Deflater deflater, GrowingBuffer block, GrowingBuffer packed) {
        deflater.setInput(block.array(), 0, block.size());
        deflater.finish();
        while (!deflater.finished()) {
            packed.reserve(DEFLATE_STEP);
            packed.wrote(deflater.deflate(packed.array(), packed.size(), DEFLATE_STEP));
        }
    }

    /**
     * A record's time ends when the next record is complete, or with its block or chunk. So the
     * times add up to all that is done for the chunk, deflating included.
     */
    private void clockRecord() {
        if (unclocked) {
            meter.recordDone();
            unclocked = false;
        }
    }

    /** A shipper would wait for the network here, so let other threads run; no record's time. */
    private void awaitReceipt() {
        Thread.yield();
        meter.startClock();
    }
}
