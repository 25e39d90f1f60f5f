// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format of docs/traces.md once more, by regular expressions and maps: slow and plain. */
final class TraceModel {

    private static final String BLANKS = "[ \t]+";
    private static final String ID = BLANKS + "(?<id>\\d+)";
    private static final String SIZE = BLANKS + "(?<size>\\d+)";
    private static final String THREAD = "(?:" + BLANKS + "@(?<thread>\\d+))?";
    private static final Pattern HEADER = Pattern.compile("tidepool-trace 1[ \t]*");
    private static final Pattern NOTHING = Pattern.compile("[ \t]*(?:#.*)?", Pattern.DOTALL);
    private static final Map<Character, Pattern> EVENTS = Map.of(
            'a', event(ID + SIZE + "(?:" + BLANKS + "/(?<align>\\d+))?" + THREAD),
            'f', event(ID + THREAD),
            'r', event(ID + SIZE + THREAD),
            't', event(BLANKS + "(?<time>\\d+)"),
            'e', event(BLANKS + "@(?<thread>\\d+)"));

    private static final class Block {
        final long line;
        long size;
        int thread;

        Block(long line) {
            this.line = line;
        }
    }

    private final Map<Long, Block> live = new HashMap<>();
    private final TraceCompiler.Limits limits;
    private final Map<String, Long> sums = new HashMap<>();
    private long liveBytes;
    private long line;

    private TraceModel(TraceCompiler.Limits limits) {
        this.limits = limits;
    }

    private static Pattern event(String parts) {
        return Pattern.compile("[ \t]*." + parts + "(?:[ \t]*|[ \t]+#.*)", Pattern.DOTALL);
    }

    /** The line on which a trace is wrong, or what is in it. */
    record Verdict(long wrongLine, Map<String, Long> sums) {}

    static Verdict of(byte[] text, TraceCompiler.Limits limits) {
        TraceModel model = new TraceModel(limits);
        boolean right = model.read(lines(new String(text, StandardCharsets.ISO_8859_1)));
        return right ? new Verdict(0, model.sums()) : new Verdict(model.line, Map.of());
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private boolean read(List<String> lines) {
        for (String raw : lines) {
            line++;
            String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            boolean right = raw.length() <= 4096
                    && (line == 1 ? HEADER.matcher(text).matches() : isRight(text));
            if (!right) {
                return false;
            }
        }
        line++;
        return sum("allocations") > 0;
    }

    private boolean isRight(String text) {
        if (NOTHING.matcher(text).matches()) {
            return true;
        }
        char kind = text.replaceFirst("^[ \t]+", "").charAt(0);
        Pattern pattern = EVENTS.get(kind);
        if (pattern == null) {
            return false;
        }
        Matcher event = pattern.matcher(text);
        return event.matches() && happens(kind, event);
    }

    private static long number(Matcher event, String group, long most, long otherwise) {
        if (!event.namedGroups().containsKey(group) || event.group(group) == null) {
            return otherwise;
        }
        BigInteger number = new BigInteger(event.group(group));
        return number.compareTo(BigInteger.valueOf(most)) > 0 ? -1 : number.longValue();
    }

    private boolean happens(char kind, Matcher event) {
        long id = number(event, "id", Long.MAX_VALUE, 0);
        long size = number(event, "size", 1 << 30, 0);
        long align = number(event, "align", 1 << 20, 1);
        long thread = number(event, "thread", 255, 0);
        long time = number(event, "time", Long.MAX_VALUE, 0);
        add("events", 1);
        if (id < 0 || size < 0 || Long.bitCount(align) != 1 || align < 0 || thread < 0 || time < 0
                || sum("events") > limits.events()) {
            return false;
        }
        most("threads", thread + 1);
        if (kind == 't') {
            add("nanos", time);
            return sum("nanos") >= 0;
        }
        if (kind == 'e') {
            add("threadEnds", 1);
            return true;
        }
        return kind == 'a' ? allocated(id, size, event.group("align") == null ? 0 : align, thread)
                : touched(kind, id, size, thread);
    }

    private boolean allocated(long id, long size, long align, long thread) {
        if (live.containsKey(id)) {
            return false;
        }
        Block block = new Block(line);
        live.put(id, block);
        add("allocations", 1);
        most("peakBlocks", live.size());
        most("greatestAlignment", align);
        return resized(block, size, thread);
    }

    private boolean touched(char kind, long id, long size, long thread) {
        Block block = live.get(id);
        if (block == null) {
            return false;
        }
        if (kind == 'r') {
            add("reallocations", 1);
            return resized(block, size, thread);
        }
        add("frees", 1);
        add("remoteFrees", block.thread == thread ? 0 : 1);
        liveBytes -= block.size;
        live.remove(id);
        return true;
    }

    private boolean resized(Block block, long size, long thread) {
        add("allocatedBytes", Math.max(0, size - block.size));
        liveBytes += size - block.size;
        block.size = size;
        block.thread = (int) thread;
        most("peakLiveBytes", liveBytes);
        most("largestBlock", size);
        return liveBytes <= limits.liveBytes();
    }

    private Map<String, Long> sums() {
        sums.put("lines", line - 1);
        sums.put("leakedBlocks", (long) live.size());
        sums.put("leakedBytes", live.values().stream().mapToLong(b -> b.size).sum());
        sums.put("firstLeakLine", live.values().stream().mapToLong(b -> b.line).min().orElse(0));
        return sums;
    }

    private long sum(String name) {
        return sums.getOrDefault(name, 0L);
    }

    private void add(String name, long value) {
        sums.merge(name, value, Long::sum);
    }

    private void most(String name, long value) {
        sums.merge(name, value, Math::max);
    }
}
