// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Counts collections and pauses from the JVM's notifications.
 *
 * <p>Collectors name their beans by what their times mean. ZGC and Shenandoah have "… Cycles",
 * which run beside the program and are no pauses, and "… Pauses", several of which belong to one
 * cycle. "G1 Concurrent GC" tells of the two pauses inside one marking. All others are
 * stop-the-world collections: each is one collection and one pause.
 */
final class GcLog implements NotificationListener, AutoCloseable {

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Pauses are told in milliseconds: a sum is right on average, a single one by 1 ms. */
    record Totals(long collections, long pauseMillis, long longestMillis) {

        static final Totals NONE = new Totals(0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(collections + other.collections, pauseMillis + other.pauseMillis,
                    Math.max(longestMillis, other.longestMillis));
        }
    }

    private final List<GarbageCollectorMXBean> beans =
            ManagementFactory.getGarbageCollectorMXBeans();
    private final long countAtStart = collectionCount();
    private long heard;
    private Totals totals = Totals.NONE;

    /** Starts to listen; a closed log hears nothing any more. */
    static GcLog open() {
        GcLog log = new GcLog();
        log.emitters().forEach(emitter -> emitter.addNotificationListener(log, null, null));
        return log;
    }

    static String collectors() {
        return String.join(", ", ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName).toList());
    }

    /** What happened since the last call, or since {@link #open}. Waits for late notifications. */
    Totals take() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        while (heard() < collectionCount() - countAtStart && System.nanoTime() - deadline < 0) {
            Thread.sleep(1);
        }
        synchronized (this) {
            Totals taken = totals;
            totals = Totals.NONE;
            return taken;
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION
                .equals(notification.getType())) {
            GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(
                    (CompositeData) notification.getUserData());
            add(one(info.getGcName(), info.getGcInfo().getDuration()));
        }
    }

    /** What one notification of a collector means. */
    static Totals one(String collector, long millis) {
        if (collector.endsWith(" Cycles")) {
            return new Totals(1, 0, 0);
        }
        boolean partOfCycle = collector.endsWith(" Pauses") || collector.contains("Concurrent");
        return new Totals(partOfCycle ? 0 : 1, millis, millis);
    }

    @Override
    public void close() {
        emitters().forEach(emitter -> {
            try {
                emitter.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException("closed twice", e);
            }
        });
    }

    private synchronized void add(Totals one) {
        heard++;
        totals = totals.plus(one);
    }

    private synchronized long heard() {
        return heard;
    }

    private long collectionCount() {
        return beans.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
    }

    private Stream<NotificationEmitter> emitters() {
        return beans.stream().filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast);
    }
}
