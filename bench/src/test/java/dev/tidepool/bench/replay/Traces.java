// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** What the tests of traces share. */
final class Traces {

    static final TraceCompiler.Limits LIMITS = new TraceCompiler.Limits(1_000_000, 1L << 30);

    private Traces() {}

    /** {@return a trace of these events, one per line} */
    static String of(String... events) {
        StringBuilder text = new StringBuilder(TraceReader.HEADER).append('\n');
        for (String event : events) {
            text.append(event).append('\n');
        }
        return text.toString();
    }

    static TraceReader reader(String text) throws IOException {
        return reader(text.getBytes(StandardCharsets.UTF_8));
    }

    static TraceReader reader(byte[] bytes) throws IOException {
        return TraceReader.of(new ByteArrayInputStream(bytes));
    }

    static CompiledTrace compile(String text, Path folder) throws IOException {
        return compile(text.getBytes(StandardCharsets.UTF_8), folder);
    }

    static CompiledTrace compile(byte[] bytes, Path folder) throws IOException {
        return TraceCompiler.compile(reader(bytes), folder.resolve("compiled"), LIMITS);
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static byte[] sample(SampleTrace.Kind kind, long seed, long events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceWriter writer = new TraceWriter(out)) {
            SampleTrace.write(kind, seed, events, writer);
        }
        return out.toByteArray();
    }

    /** {@return the trace without its comments} */
    static String withoutComments(String text) {
        return text.replaceAll("(?m)^#.*\n", "");
    }
}
