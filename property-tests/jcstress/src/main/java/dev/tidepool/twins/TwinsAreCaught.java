// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.twins;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the negative controls: the tests in classes named {@code ...Twin}, each of a structure with
 * one fault. Fails unless each outcome that a twin calls interesting was seen, which is the one
 * that the test of the structure as it is forbids. What was not seen is run again, and longer.
 */
public final class TwinsAreCaught {

    private static final int[] MILLIS = {200, 1000, 5000};

    private TwinsAreCaught() {
    }

    /** Exits with 1 if a twin got away. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "twins-report");
        Set<String> left = TestList.tests().stream().filter(test -> test.contains("Twin."))
                .collect(Collectors.toCollection(TreeSet::new));
        int all = left.size();
        Map<String, Set<String>> seen = new HashMap<>();
        for (int i = 0; i < MILLIS.length && !left.isEmpty(); i++) {
            run(left, MILLIS[i], folder, seen);
            left.removeIf(test -> isCaught(test, seen.getOrDefault(test, Set.of())));
        }
        left.forEach(test -> System.out.println("NOT CAUGHT " + test));
        System.out.println("twins: " + all + ", caught: " + (all - left.size()));
        System.exit(all > 0 && left.isEmpty() ? 0 : 1);
    }

    /** One JVM for each test, with default flags: the controls need no others. */
    private static void run(Set<String> tests, int millis, Path folder,
            Map<String, Set<String>> seen) throws Exception {
        String names = tests.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        var options = new Options(new String[] {"-t", "^(" + names + ")$", "-sc", "false",
            "-jvmArgs", "--enable-native-access=ALL-UNNAMED", "-f", "1", "-fsm", "1", "-iters", "1",
            "-time", Integer.toString(millis), "-r", folder.toString()});
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress refuses its options");
        }
        new JCStress(options).run();
        Path results = Path.of(options.getResultFile());
        var reader = new DiskReadCollector(results.toString(), result ->
                seen.computeIfAbsent(result.getName(), name -> new HashSet<>())
                        .addAll(result.getStateKeys()));
        reader.dump();
        reader.close();
        Files.delete(results);
    }

    private static boolean isCaught(String test, Set<String> outcomes) {
        return TestList.getInfo(test).cases().stream()
                .filter(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING)
                .allMatch(outcome -> outcomes.stream().anyMatch(outcome::matches));
    }
}
