// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A part of the report: workloads, who takes part in them, and what is to be compared. */
public interface Suite {

    /** {@return a word for the command line} */
    String name();

    String title();

    /** {@return what it asks, in a sentence} */
    String question();

    /** {@return the steps of a round, a workload's one after the other} */
    List<Cell> cells(Profile profile) throws InterruptedException, IOException;

    /** {@return the comparisons; those that were not measured are left out} */
    List<Row> rows();

    /** {@return why some cannot take part, by subject; asked after {@link #cells}} */
    default Map<String, String> absent() {
        return Map.of();
    }

    /** {@return what its readings keep is counted in} */
    default String retainedUnit() {
        return "objects";
    }

    /** {@return the columns of a series, the first the time in seconds; empty if it has none} */
    default List<String> series() {
        return List.of();
    }
}
