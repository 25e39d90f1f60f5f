// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any bytes are a trace or refused with a line and a column, where {@link TraceModel} refuses them;
 * its figures are those of the model; and written again it is the same trace.
 */
public final class FuzzedTrace implements FuzzTarget {

    private static final TraceCompiler.Limits LIMITS = new TraceCompiler.Limits(2000, 1L << 31);

    private final Path folder;

    public FuzzedTrace(Path folder) {
        this.folder = folder;
    }

    @Override
    public void run(byte[] input) throws IOException {
        boolean zipped = input.length > 1 && input[0] == 0x1f && input[1] == (byte) 0x8b;
        TraceModel.Verdict model = zipped ? null : TraceModel.of(input, LIMITS);
        try {
            CompiledTrace trace = compile(input, "compiled");
            if (model != null) {
                require(model.wrongLine() == 0, "accepted, wrong on line " + model.wrongLine());
                compare(trace.summary().toMap(), model.sums());
            }
            roundTrip(input, trace);
        } catch (TraceException e) {
            String message = e.getMessage();
            require(message.matches("line \\d+, column \\d+: expected [ -~]+, found [ -~]+"),
                    "not as documented: " + message);
            require(message.length() < 300, "too long: " + message);
            require(e.line() >= 1 && e.column() >= 1, message);
            require(model == null || model.wrongLine() == e.line(), message
                    + ", but the model says " + model);
        }
    }

    private CompiledTrace compile(byte[] bytes, String name) throws IOException {
        try (TraceReader reader = Traces.reader(bytes)) {
            return TraceCompiler.compile(reader, folder.resolve(name), LIMITS);
        }
    }

    private static void compare(Map<String, Long> found, Map<String, Long> model) {
        Map<String, Long> expected = new TreeMap<>();
        found.keySet().forEach(name -> expected.put(name, model.getOrDefault(name, 0L)));
        require(expected.equals(new TreeMap<>(found)), "found " + found + ", not " + expected);
    }

    private void roundTrip(byte[] input, CompiledTrace trace) throws IOException {
        CompiledTrace again = compile(written(input), "again");
        require(Arrays.equals(events(trace), events(again)), "other events when written again");
        require(CompiledTrace.read(trace.file()).summary().equals(trace.summary()), "summary");
        require(events(trace).length == 16 * (trace.summary().events() + trace.summary().ends()),
                "other events than are counted");
    }

    private static byte[] written(byte[] input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceReader reader = Traces.reader(input);
                TraceWriter writer = new TraceWriter(out)) {
            writer.comment("written again\nfor \u00e4 test");
            while (reader.next()) {
                int thread = reader.thread();
                switch (reader.kind()) {
                    case 'a' -> writer.allocate(
                            reader.id(), reader.size(), reader.alignment(), thread);
                    case 'f' -> writer.free(reader.id(), thread);
                    case 'r' -> writer.reallocate(reader.id(), reader.size(), thread);
                    case 't' -> writer.pass(reader.nanos());
                    default -> writer.endThread(thread);
                }
            }
        }
        return out.toByteArray();
    }

    private static byte[] events(CompiledTrace trace) throws IOException {
        byte[] all = Files.readAllBytes(trace.file());
        return Arrays.copyOfRange(all, CompiledTrace.HEAD_BYTES, all.length);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
