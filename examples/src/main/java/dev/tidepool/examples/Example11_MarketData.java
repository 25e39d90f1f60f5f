// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.examples.market.Column;
import dev.tidepool.examples.market.MarketChild;
import dev.tidepool.examples.market.Schedule;
import dev.tidepool.examples.market.SideBySide;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A market-data line in its steady state: a feed of orders and trades, an order book, updates of
 * the best prices. With reuse it allocates nothing after its warm-up, so the collector has nothing
 * to do; with fresh objects the same work makes garbage, and late packets under both collectors.
 * Packets arrive by a fixed schedule, and latency counts from the time of arrival.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example11_MarketData
 * </pre>
 */
public final class Example11_MarketData {

    private static final int RATE = 50_000;
    private static final int SECONDS = 5;

    private Example11_MarketData() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        run(System.out, 3 * RATE, SECONDS * RATE, RATE);
    }

    static void run(PrintStream out, long warmUp, long packets, int rate)
            throws IOException, InterruptedException {
        out.printf("# %d packets of %d messages, %d packets a second; a heap of 64 MiB%n",
                packets, Schedule.MESSAGES, rate);
        MarketChild child = new MarketChild(warmUp, packets, rate);
        List<Column> columns = new ArrayList<>();
        for (String collector : List.of("G1", "ZGC")) {
            for (String variant : List.of("fresh", "reuse")) {
                columns.add(child.run(collector, variant));
            }
        }
        out.printf("# a mark for each factor of four in the count of packets%n%n");
        new SideBySide(out, columns).print();
        Column first = columns.getFirst();
        boolean same = columns.stream().allMatch(column ->
                column.checksum() == first.checksum() && column.updates() == first.updates());
        out.printf("%n# all published the same %d updates: %b%n", first.updates(), same);
    }
}
