// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;
import java.util.List;

/**
 * The {@link Torture} for as long as wanted. After {@code mvn verify}, with the test class path of
 * this module:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -cp ... dev.tidepool.spanalloc.TortureMain
 *      [OPERATIONS] [PLATFORM THREADS] [VIRTUAL THREADS] [SEED] [PROFILE...]
 * </pre>
 *
 * Without arguments: 10^8 operations, 8 platform and 8 virtual threads, a new seed, which is
 * printed, and each profile in turn. Ends with status 1 and the reason if it finds a fault.
 */
public final class TortureMain {

    private TortureMain() {
    }

    public static void main(String[] arguments) {
        long operations = number(arguments, 0, 100_000_000);
        int platformThreads = (int) number(arguments, 1, 8);
        int virtualThreads = (int) number(arguments, 2, 8);
        long seed = number(arguments, 3, System.nanoTime());
        List<Profile> profiles = arguments.length < 5 ? List.of(Profile.values())
                : Arrays.stream(arguments).skip(4).map(Profile::valueOf).toList();
        System.out.println("seed " + seed);
        for (Profile profile : profiles) {
            long share = operations / profiles.size();
            for (PageSource source : List.of(PageSource.system(), PageSource.portable())) {
                var torture = new Torture(profile, source, platformThreads, virtualThreads, seed);
                long start = System.nanoTime();
                torture.run(share / 2);
                System.out.printf("%s, %s: %d operations, %d ns each%n", profile, source,
                        torture.operations(),
                        (System.nanoTime() - start) / Math.max(1, torture.operations()));
                torture.allocator().close();
            }
        }
    }

    private static long number(String[] arguments, int index, long otherwise) {
        return arguments.length > index ? Long.parseLong(arguments[index]) : otherwise;
    }
}
