// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * W16: which misuse is answered, by what exception, and which is not, as documented? Each case gets
 * an allocator of its own. The C libraries take no part: there, most of this is undefined.
 */
final class MisuseWorkload implements Workload {

    private static final int WIDTH = 50;

    static final List<Misuse> CASES =
            Stream.of(
                            MisuseOfFree.CASES,
                            MisuseOfBounds.CASES,
                            MisuseOfSizes.CASES,
                            MisuseAfterFree.CASES,
                            MisuseOfLarge.CASES)
                    .flatMap(List::stream)
                    .toList();

    @Override
    public String id() {
        return "W16";
    }

    @Override
    public String title() {
        return "misuse: the exact exception, or none as documented";
    }

    @Override
    public String parameters() {
        return "each case on an allocator of its own, each profile";
    }

    @Override
    public List<String> variants() {
        return List.of("throughput", "balanced", "low-memory", "hardened", "debug");
    }

    @Override
    public Optional<String> refusal(Subject subject) {
        return subject instanceof TidepoolSubject
                ? Optional.empty()
                : Optional.of("its answer to misuse is undefined");
    }

    @Override
    public void run(Trial trial) {
        Profile profile =
                Profile.valueOf(trial.variant().replace('-', '_').toUpperCase(Locale.ROOT));
        trial.begin();
        for (Misuse misuse : CASES) {
            String answer = answer(misuse, profile);
            Promise promise = misuse.promise(profile);
            String judgement = promise.judge(answer);
            trial.note("%-" + WIDTH + "s %s [%s]", misuse.name(), answer, judgement);
            trial.check(
                    promise.isKeptBy(answer), "%s: %s: %s", misuse.name(), answer, judgement);
        }
        trial.note("%d cases", CASES.size());
    }

    private static String answer(Misuse misuse, Profile profile) {
        SpanAllocator allocator =
                // What a misuse leaves behind is no news.
                SpanAllocator.builder().profile(profile).onLeak(leak -> {}).build();
        try {
            String said = misuse.act().on(allocator);
            String counted = counted(allocator);
            return counted.isEmpty() ? said : "counted: " + counted;
        } catch (RuntimeException | Error e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        } finally {
            close(allocator);
        }
    }

    private static String counted(SpanAllocator allocator) {
        try {
            return allocator.stats().detections().entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
        } catch (IllegalStateException e) {
            return ""; // Closed by the case itself.
        }
    }

    private static void close(SpanAllocator allocator) {
        try {
            allocator.close();
        } catch (RuntimeException e) {
            // Blocks that the misuse left behind.
        }
    }
}
