// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One variant at work: it ships chunk after chunk, and after the last begins again. */
final class Trial {

    private final String name;
    private final Supplies supplies;
    private final List<Chunk> chunks;
    private final Checksums checksums;
    private final AtomicLong begun = new AtomicLong();

    Trial(String name, Supplies supplies, List<Chunk> chunks) {
        this.name = name;
        this.supplies = supplies;
        this.chunks = chunks;
        checksums = new Checksums(name, chunks);
    }

    String name() {
        return name;
    }

    Supplies supplies() {
        return supplies;
    }

    Checksums checksums() {
        return checksums;
    }

    /** Ships the next chunk. Threads that call this at once ship different ones. */
    void shipNext(Meter meter) throws ReportFailure {
        int index = (int) (begun.getAndIncrement() % chunks.size());
        Chunk chunk = chunks.get(index);
        try {
            checksums.add(index, new Pipeline(supplies, meter, chunk).run());
        } catch (IOException e) {
            throw new ReportFailure(ExitCode.INPUT_CHANGED,
                    chunk.source() + " can no longer be read: " + Text.reason(e));
        }
    }

    /** Whether each chunk has been begun; it is done as soon as no thread works any more. */
    boolean hasBegunEveryChunk() {
        return begun.get() >= chunks.size();
    }
}
