// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @TempDir
    private Path folder;

    @Test
    void aLineBecomesAJsonObjectWithItsFileAndOffset() throws Exception {
        write("a\"b.log", "first\nsay \"hi\"\n");
        assertEquals("""
                {"file":"a\\"b.log","offset":0,"text":"first"}
                {"file":"a\\"b.log","offset":6,"text":"say \\"hi\\""}
                """, shippedJson());
    }

    @Test
    void partsOfALongLineSaySo() throws Exception {
        write("long", "x".repeat(LineSplitter.LONGEST + 1));
        List<String> lines = shippedJson().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith(
                "{\"file\":\"long\",\"offset\":0,\"partial\":true,\"text\":\"xxx"));
        assertEquals("{\"file\":\"long\",\"offset\":" + LineSplitter.LONGEST + ",\"text\":\"x\"}",
                lines.getLast());
    }

    @Test
    void allChunksTogetherHoldEveryLineOnce() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 2 * Chunk.BYTES + 100; i++) {
            text.append("line number ").append(i).append('\n');
        }
        write("lines", text.toString());
        String shipped = shippedJson().replaceAll("(?m)^.*\"text\":\"(.*)\"}$", "$1");
        assertEquals(text.toString(), shipped);
    }

    @Test
    void everyObjectTakenIsGivenBackAndCounted() throws Exception {
        Path sample = Samples.folder(folder);
        Counting counting = new Counting();
        Supplies supplies = Supplies.from(counting::supply);
        Meter meter = new Meter();
        for (Chunk chunk : CorpusFinder.find(sample).chunks()) {
            new Pipeline(supplies, meter, chunk).run();
        }
        assertEquals(0, counting.out);
        assertEquals(counting.taken, meter.taken.all());
        assertEquals(meter.taken.records, meter.recordNanos.getTotalCount());
        assertEquals(CorpusFinder.find(sample).bytes(), meter.bytes);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** What a receiver would get out of the blocks. */
    private String shippedJson() throws Exception {
        List<byte[]> given = new ArrayList<>();
        Supplies fresh = Variant.FRESH.supplies();
        Supply<GrowingBuffer> recording = new RecordingSupply(given);
        Supplies supplies = new Supplies(fresh.inputs(), recording, fresh.records(),
                fresh.deflaters());
        for (Chunk chunk : CorpusFinder.find(folder).chunks()) {
            new Pipeline(supplies, new Meter(), chunk).run();
        }
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < given.size(); i += 2) {
            String block = new String(given.get(i), StandardCharsets.UTF_8);
            assertEquals(block, inflate(given.get(i + 1)));
            json.append(block);
        }
        return json.toString();
    }

    private static String inflate(byte[] packed) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] step = new byte[1000];
            while (!inflater.finished()) {
                text.write(step, 0, inflater.inflate(step));
            }
            return text.toString(StandardCharsets.UTF_8);
        }
    }

    /** Keeps what is in each buffer given back: a block of JSON, then the same deflated. */
    private record RecordingSupply(List<byte[]> given) implements Supply<GrowingBuffer> {

        @Override
        public GrowingBuffer take() {
            return new GrowingBuffer(16);
        }

        @Override
        public void give(GrowingBuffer buffer) {
            given.add(Arrays.copyOf(buffer.array(), buffer.size()));
        }

        @Override
        public long created(long taken) {
            return taken;
        }
    }

    private static final class Counting {

        private long taken;
        private long out;

        <T> Supply<T> supply(Kind<T> kind) {
            Supply<T> fresh = new FreshSupply<>(kind);
            return new Supply<>() {
                @Override
                public T take() {
                    taken++;
                    out++;
                    return fresh.take();
                }

                @Override
                public void give(T object) {
                    out--;
                    fresh.give(object);
                }

                @Override
                public long created(long count) {
                    return fresh.created(count);
                }
            };
        }
    }
}
