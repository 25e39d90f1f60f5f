// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidepool.pool.Tide;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class TidepoolSupplyTest {

    @Test
    void aBufferComesBackEmpty() {
        try (TidepoolSupply<GrowingBuffer> supply = new TidepoolSupply<>(Kind.BUFFER)) {
            GrowingBuffer buffer = supply.take();
            buffer.append(new byte[100]);
            supply.give(buffer);
            assertSame(buffer, supply.take());
            assertEquals(0, buffer.size());
            assertEquals(1, supply.created(2));
        }
    }

    @Test
    void aBufferThatGrewTooLargeIsNotKept() {
        try (TidepoolSupply<GrowingBuffer> supply = new TidepoolSupply<>(Kind.BUFFER)) {
            GrowingBuffer buffer = supply.take();
            buffer.append(new byte[16 * Pipeline.BLOCK_BYTES]);
            supply.give(buffer);
            assertEquals(0, supply.keptForAll());
            assertNotSame(buffer, supply.take());
        }
    }

    @Test
    void aDeflaterThatTheTideTakesIsEnded() {
        try (TidepoolSupply<Deflater> supply = new TidepoolSupply<>(Kind.DEFLATER)) {
            Deflater deflater = supply.take();
            supply.give(deflater);
            assertEquals(0, deflater.getBytesRead());
            Tide.gc().tick();
            Tide.gc().tick();
            assertEquals(0, supply.keptForAll());
            assertThrows(RuntimeException.class, deflater::getBytesRead);
        }
    }

    @Test
    void closingEndsTheDeflatersThatAreKept() {
        TidepoolSupply<Deflater> supply = new TidepoolSupply<>(Kind.DEFLATER);
        Deflater deflater = supply.take();
        supply.give(deflater);
        supply.close();
        assertThrows(RuntimeException.class, deflater::getBytesRead);
    }
}
