// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JFR event of a tick. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TideEventTest {

    @TempDir
    private Path folder;

    @Test
    void aTickIsRecordedWithItsCauseAndItsPools() throws IOException {
        List<RecordedEvent> events = recorded(true);
        assertEquals(2, events.size());
        RecordedEvent first = events.getFirst();
        assertEquals("CALL", first.getString("cause"));
        assertEquals("tide manual", first.getString("tide"));
        assertEquals(1, first.getLong("tick"));
        assertEquals(3, first.getInt("pools"));
        assertEquals(2, events.getLast().getLong("tick"));
    }

    @Test
    void nothingIsRecordedUnlessTheEventIsEnabled() throws IOException {
        assertEquals(List.of(), recorded(false));
        assertFalse(TideEvent.isOn());
    }

    private List<RecordedEvent> recorded(boolean enabled) throws IOException {
        Path file = folder.resolve("tide.jfr");
        try (var recording = new Recording()) {
            if (enabled) {
                recording.enable("dev.tidepool.Tide");
            }
            recording.start();
            Tide tide = Tide.manual();
            for (int i = 0; i < 3; i++) {
                Pool.builder(Object::new).tide(tide).build().put(new Object());
            }
            tide.tick();
            tide.tick();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.tidepool.Tide"))
                .toList();
    }
}
