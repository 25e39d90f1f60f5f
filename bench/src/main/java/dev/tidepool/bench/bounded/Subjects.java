// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import java.util.List;

/** Every subject by the name that benchmarks and reports use. */
final class Subjects {

    /** Only what a benchmark costs by itself. */
    static final String CONSTANT = "constant";

    /** Those that answer null where others wait. */
    static final List<String> TRYING =
            List.of("tidepoolTryClaim", "stormpotTryClaim", "viburTryTake");

    static final List<String> NAMES =
            List.of(
                    "tidepool",
                    "tidepoolTryClaim",
                    "stormpot",
                    "stormpotTryClaim",
                    "stormpotVirtualTap",
                    "commonsPool2",
                    "vibur",
                    "viburTryTake",
                    "hikariBag",
                    "arrayBlockingQueue",
                    "semaphoreAndQueue",
                    CONSTANT);

    private Subjects() {}

    /** Opens a subject of a name above that has at most so many objects. */
    static Subject<?> open(String name, int capacity) {
        return switch (name) {
            case "tidepool" -> TidepoolSubject.waiting(capacity);
            case "tidepoolTryClaim" -> TidepoolSubject.trying(capacity);
            case "stormpot" -> StormpotSubject.waiting(capacity);
            case "stormpotTryClaim" -> StormpotSubject.trying(capacity);
            case "stormpotVirtualTap" -> StormpotSubject.virtualTap(capacity);
            case "commonsPool2" -> CommonsSubject.open(capacity);
            case "vibur" -> ViburSubject.waiting(capacity);
            case "viburTryTake" -> ViburSubject.trying(capacity);
            case "hikariBag" -> HikariBagSubject.open(capacity);
            case "arrayBlockingQueue" -> HandMadeSubjects.Queue.open(capacity);
            case "semaphoreAndQueue" -> HandMadeSubjects.Permits.open(capacity);
            case CONSTANT -> new HandMadeSubjects.Constant(new Payload());
            default -> throw new IllegalArgumentException("no subject is called " + name);
        };
    }
}
