// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The places that got objects which leaked; each is reported once. Not thread-safe. */
final class LeakSites {

    private final String pool;
    private final Map<List<StackTraceElement>, Site> sites = new LinkedHashMap<>();

    /** A place that got objects which leaked. */
    private static final class Site {
        long leaks;
        boolean reported;
    }

    LeakSites(String pool) {
        this.pool = pool;
    }

    /** Counts a leak. {@return whether its place has not been reported} */
    boolean add(Trace gotAt) {
        Site site = sites.computeIfAbsent(gotAt.frames(), key -> new Site());
        site.leaks++;
        return !site.reported;
    }

    /** {@return a report for each place that leaked and has not been reported} */
    List<LeakReport> reports() {
        List<LeakReport> reports = new ArrayList<>();
        sites.forEach((stack, site) -> {
            if (!site.reported) {
                site.reported = true;
                reports.add(new LeakReport(pool, site.leaks, stack));
            }
        });
        return reports;
    }
}
