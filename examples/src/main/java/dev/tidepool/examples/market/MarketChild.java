// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Starts a JVM for a collector and a variant, and reads what it measured. */
public final class MarketChild {

    private static final int HEAP_MEBIBYTES = 64;

    private final long warmUp;
    private final long packets;
    private final int rate;

    /**
     * Plans runs of a schedule.
     *
     * @param warmUp packets before it
     * @param packets in it
     * @param rate packets a second
     */
    public MarketChild(long warmUp, long packets, int rate) {
        this.warmUp = warmUp;
        this.packets = packets;
        this.rate = rate;
    }

    /**
     * {@return what was measured}
     *
     * @throws IllegalStateException if the JVM failed; the message is what it said
     */
    public Column run(String collector, String variant) throws IOException, InterruptedException {
        Path log = Files.createTempFile("market", ".log");
        Path out = Files.createTempFile("market", ".out");
        try {
            Process process = new ProcessBuilder(command(collector, variant, log))
                    .redirectErrorStream(true).redirectOutput(out.toFile()).start();
            try {
                long seconds = 120 + 4 * packets / rate;
                if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException(
                            collector + " failed: " + Files.readString(out));
                }
            } finally {
                process.destroyForcibly();
            }
            return column(collector + " " + variant, Files.readAllLines(out),
                    Files.readAllLines(log));
        } finally {
            Files.delete(log);
            Files.delete(out);
        }
    }

    private List<String> command(String collector, String variant, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+Use" + (collector.equals("ZGC") ? "ZGC" : collector + "GC"),
                "-Xms" + HEAP_MEBIBYTES + "m", "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:+AlwaysPreTouch", "--enable-native-access=ALL-UNNAMED", "-Xlog:disable",
                "-Xlog:safepoint=info:file=\"" + log + "\":timenanos:filecount=0",
                "-cp", System.getProperty("java.class.path"), MarketRun.class.getName(), variant));
        command.add("" + warmUp);
        command.add("" + packets);
        command.add("" + rate);
        return command;
    }

    private Column column(String name, List<String> out, List<String> log) {
        Map<String, String> told = new HashMap<>();
        for (String line : out) {
            int at = line.indexOf('=');
            if (at > 0) {
                told.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        return new Column(name, decode(text(told, "latency")), number(told, "bytes"),
                packets * Schedule.MESSAGES, number(told, "updates"), number(told, "checksum"),
                number(told, "waited"),
                Pauses.read(log, number(told, "start"), number(told, "end")));
    }

    private static long number(Map<String, String> told, String key) {
        return Long.parseLong(text(told, key));
    }

    private static String text(Map<String, String> told, String key) {
        String text = told.get(key);
        if (text == null) {
            throw new IllegalStateException("the run told no " + key);
        }
        return text;
    }

    private static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalStateException("the histogram is damaged", e);
        }
    }
}
