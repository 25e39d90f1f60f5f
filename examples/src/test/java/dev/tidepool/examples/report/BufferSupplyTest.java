// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BufferSupplyTest {

    @Test
    void aBufferComesBackRewound() {
        try (BufferSupply supply = new BufferSupply("inputs", 1000)) {
            ByteBuffer buffer = supply.take();
            buffer.position(17);
            supply.give(buffer);
            assertEquals(1, supply.keptForAll());
            assertSame(buffer, supply.take());
            assertEquals(0, buffer.position());
            assertEquals(1000, buffer.limit());
            assertEquals(1, supply.created(2));
            assertEquals(1, supply.stats().size(), "only sizes in use are reported");
        }
    }
}
