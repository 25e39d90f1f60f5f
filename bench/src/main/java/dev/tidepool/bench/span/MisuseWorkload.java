// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * W16: which misuse is answered, by what exception, and which is not, as documented? Each case gets
 * an allocator of its own. The C libraries take no part: there, most of this is undefined.
 */
final class MisuseWorkload implements Workload {

    private static final int WIDTH = 46;

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
        return List.of("balanced", "hardened", "debug");
    }

    @Override
    public Optional<String> refusal(Subject subject) {
        return subject instanceof TidepoolSubject
                ? Optional.empty()
                : Optional.of("its answer to misuse is undefined");
    }

    @Override
    public void run(Trial trial) {
        Profile profile = Profile.valueOf(trial.variant().toUpperCase(Locale.ROOT));
        trial.begin();
        for (Misuse misuse : Misuse.ALL) {
            String answer = answer(misuse, profile);
            Misuse.Expected expected = misuse.expected(profile);
            trial.note(
                    "%-" + WIDTH + "s %s%s",
                    misuse.name(),
                    answer,
                    expected == Misuse.Expected.EITHER ? " (a matter of chance)" : "");
            boolean found = !answer.startsWith(Misuse.NOT_DETECTED);
            trial.check(
                    expected == Misuse.Expected.EITHER
                            || found == (expected == Misuse.Expected.FOUND),
                    "%s: %s",
                    misuse.name(),
                    answer);
        }
    }

    private static String answer(Misuse misuse, Profile profile) {
        SpanAllocator allocator =
                // What a misuse leaves behind is no news.
                SpanAllocator.builder().profile(profile).onLeak(leak -> {}).build();
        try {
            String said = misuse.act().on(allocator);
            long counted =
                    allocator.stats().detections().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            return counted > 0 ? "counted: " + allocator.stats().detections() : said;
        } catch (RuntimeException | Error e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        } finally {
            close(allocator);
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
