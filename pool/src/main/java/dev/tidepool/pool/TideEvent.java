// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A tick of a tide. Loaded only where the module {@code jdk.jfr} is. */
@Name("dev.tidepool.Tide")
@Label("Tide")
@Description("All pools of a tide turned: what was not used for two turns was let go of")
@Category({"Tidepool", "Pool"})
@Enabled(false)
@StackTrace(false)
final class TideEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(TideEvent.class);

    @Label("Tide")
    String tide = "";
    @Label("Cause")
    String cause = "";
    @Label("Tick")
    long tick;
    @Label("Pools")
    @Description("Pools that had something cached")
    int pools;
    @Label("Collector")
    @Description("Of the last collection; empty where the module jdk.management is missing")
    String collector = "";
    @Label("Collection Cause")
    String collectionCause = "";
    @Label("Heap After Collection")
    @DataAmount
    long heapAfter;

    static boolean isOn() {
        return TYPE.isEnabled();
    }

    static void record(Tide tide, TideCause cause, int pools, LastCollection last) {
        if (!isOn()) {
            return;
        }
        var event = new TideEvent();
        event.tide = tide.toString();
        event.cause = cause.name();
        event.tick = tide.ticks();
        event.pools = pools;
        event.collector = last.collector();
        event.collectionCause = last.cause();
        event.heapAfter = last.heapAfterBytes();
        event.commit();
    }
}
