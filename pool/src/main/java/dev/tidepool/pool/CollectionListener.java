// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static com.sun.management.GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the collectors' notifications, on the JVM's own thread. Loaded only where the module
 * {@code jdk.management} is.
 */
final class CollectionListener implements NotificationListener {

    private static @Nullable CollectionListener installed; // guarded by the class

    private final Set<String> heapPools = new HashSet<>();

    private CollectionListener() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                heapPools.add(pool.getName());
            }
        }
    }

    static synchronized void install() {
        if (installed != null) {
            return;
        }
        var listener = new CollectionListener();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
        installed = listener;
    }

    static synchronized void remove() {
        if (installed == null) {
            return;
        }
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(installed);
                } catch (ListenerNotFoundException e) {
                    // this collector's bean came after the listener did
                }
            }
        }
        installed = null;
    }

    @Override
    public void handleNotification(Notification notification, @Nullable Object handback) {
        if (notification.getType().equals(GARBAGE_COLLECTION_NOTIFICATION)
                && notification.getUserData() instanceof CompositeData data) {
            var info = GarbageCollectionNotificationInfo.from(data);
            long used = 0;
            for (Map.Entry<String, MemoryUsage> pool
                    : info.getGcInfo().getMemoryUsageAfterGc().entrySet()) {
                if (heapPools.contains(pool.getKey())) {
                    used += pool.getValue().getUsed();
                }
            }
            new LastCollection(info.getGcName(), info.getGcCause(), used).report();
        }
    }
}
