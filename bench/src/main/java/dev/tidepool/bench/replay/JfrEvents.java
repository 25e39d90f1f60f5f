// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** The events of a flight recording that say something about allocation. */
final class JfrEvents {

    static final String SAMPLE = "jdk.ObjectAllocationSample";
    static final String IN_NEW_TLAB = "jdk.ObjectAllocationInNewTLAB";
    static final String OUTSIDE_TLAB = "jdk.ObjectAllocationOutsideTLAB";
    static final String OLD = "jdk.OldObjectSample";

    private static final int MOST = 4_000_000;

    /**
     * A sampled object: when, of which class, by which thread, and how many bytes it stands for.
     */
    record Sampled(long nanos, int type, int thread, long size, long weight) {}

    /** An object that was still there at the end: of which class, allocated when. */
    record Survivor(long nanos, int type) {}

    /** What is known of a class. */
    static final class Type {
        private final String name;
        private long sizes;
        private long count;
        private long leastWeight = Long.MAX_VALUE;

        private Type(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** {@return the mean size, 0 if no event tells one} */
        long meanSize() {
            return count == 0 ? 0 : sizes / count;
        }

        /** {@return what no object of it is greater than} */
        long leastWeight() {
            return leastWeight;
        }
    }

    private final Pattern classes;
    private final Pattern threadNames;
    private final Map<String, Integer> typeNumbers = new HashMap<>();
    private final List<Type> types = new ArrayList<>();
    private final Map<String, Integer> threads = new LinkedHashMap<>();
    private final List<Sampled> sizedEvents = new ArrayList<>();
    private final List<Sampled> weighedEvents = new ArrayList<>();
    private final List<Survivor> survivors = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long filtered;

    private JfrEvents(Pattern classes, Pattern threadNames) {
        this.classes = classes;
        this.threadNames = threadNames;
    }

    /**
     * Reads a recording.
     *
     * @param classes a part of the names of the classes to keep
     * @param threads a part of the names of the threads to keep
     */
    static JfrEvents read(Path file, Pattern classes, Pattern threads) throws IOException {
        JfrEvents events = new JfrEvents(classes, threads);
        try (RecordingFile recording = new RecordingFile(file)) {
            while (!events.isFull() && recording.hasMoreEvents()) {
                events.add(recording.readEvent());
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException | VirtualMachineError e) {
            // The JDK's parser trusts what it reads.
            throw new IOException("no flight recording, or damaged: " + file + ": " + e, e);
        }
        if (events.isFull()) {
            throw new IOException(
                    "more than "
                            + MOST
                            + " allocation events in "
                            + file
                            + "; record for less time");
        }
        Comparator<Sampled> byTime = Comparator.comparingLong(Sampled::nanos);
        events.sizedEvents.sort(byTime);
        events.weighedEvents.sort(byTime);
        return events;
    }

    private boolean isFull() {
        return Math.max(sizedEvents.size(), weighedEvents.size()) > MOST;
    }

    private void add(RecordedEvent event) {
        String name = event.getEventType().getName();
        switch (name) {
            case SAMPLE -> add(name, event, 0, event.getLong("weight"), weighedEvents);
            case OUTSIDE_TLAB -> {
                long size = event.getLong("allocationSize");
                add(name, event, size, size, sizedEvents);
            }
            case IN_NEW_TLAB ->
                    add(
                            name,
                            event,
                            event.getLong("allocationSize"),
                            event.getLong("tlabSize"),
                            sizedEvents);
            case OLD -> addSurvivor(event);
            default -> {
                // Not about allocation.
            }
        }
    }

    private void add(String name, RecordedEvent event, long size, long weight, List<Sampled> to) {
        RecordedClass type = event.getClass("objectClass");
        String className = type == null ? "unknown" : type.getName();
        String threadName = nameOf(event.getThread());
        if (!classes.matcher(className).find() || !threadNames.matcher(threadName).find()) {
            filtered++;
            return;
        }
        counts.merge(name, 1L, Long::sum);
        int number = number(className);
        Type known = types.get(number);
        if (size > 0) {
            known.sizes += size;
            known.count++;
        }
        known.leastWeight = Math.min(known.leastWeight, Math.max(1, weight));
        int thread = threads.computeIfAbsent(threadName, key -> threads.size());
        to.add(new Sampled(nanos(event.getStartTime()), number, thread, size, weight));
    }

    private void addSurvivor(RecordedEvent event) {
        // Survivors that the filter leaves out match no sample later.
        if (event.getValue("object") instanceof RecordedObject object
                && object.getValue("type") instanceof RecordedClass type) {
            counts.merge(OLD, 1L, Long::sum);
            int number = number(type.getName());
            long size = event.hasField("objectSize") ? event.getLong("objectSize") : 0;
            if (size > 0) {
                types.get(number).sizes += size;
                types.get(number).count++;
            }
            survivors.add(new Survivor(nanos(event.getInstant("allocationTime")), number));
        }
    }

    private int number(String className) {
        return typeNumbers.computeIfAbsent(
                className,
                name -> {
                    types.add(new Type(name));
                    return types.size() - 1;
                });
    }

    private static String nameOf(@Nullable RecordedThread thread) {
        if (thread == null) {
            return "unknown";
        }
        String name = thread.getJavaName();
        return name == null || name.isEmpty() ? "thread " + thread.getJavaThreadId() : name;
    }

    private static long nanos(Instant instant) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }

    /** {@return the sampled objects in the order of time: those with sizes if there are any} */
    List<Sampled> samples() {
        return sizedEvents.isEmpty() ? weighedEvents : sizedEvents;
    }

    List<Survivor> survivors() {
        return survivors;
    }

    Type type(int number) {
        return types.get(number);
    }

    /** {@return the names of the threads by number} */
    List<String> threads() {
        return List.copyOf(threads.keySet());
    }

    /** {@return how many events of each kind there were, those not used included} */
    Map<String, Long> counts() {
        return counts;
    }

    /** {@return allocation events that the filters left out} */
    long filtered() {
        return filtered;
    }
}
