// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call as the command line writes it: {@code name}, {@code name(1, "x")} or {@code
 * Owner::name(1)}.
 *
 * @param owner the class left of the two colons, if they are there
 * @param arguments literals and constants, as they stand in Java
 */
record Call(@Nullable String owner, String name, List<String> arguments) {

    private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final String QUALIFIED = NAME + "(?:\\." + NAME + ")*";
    private static final Pattern CALL =
            Pattern.compile("(?:(" + QUALIFIED + ")::)?(" + NAME + ")\\s*(?:\\((.*)\\))?");
    private static final Pattern ARGUMENT =
            Pattern.compile(
                    "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.[^']*)'|-?[0-9][\\w.]*|"
                            + QUALIFIED + ")\\s*(,|$)");

    /** What stands for the constructor. */
    static final String NEW = "new";

    static Call parse(String text) throws AdviseFailure {
        Matcher call = CALL.matcher(text.strip());
        if (!call.matches()) {
            throw new AdviseFailure(
                    AdviseFailure.USAGE,
                    "not a call: " + text + "; write name, 'name(1, \"x\")' or 'Class::name(1)'");
        }
        String list = call.group(3);
        return new Call(call.group(1), call.group(2), list == null ? List.of() : arguments(list));
    }

    /** {@return literals or constants separated by commas} */
    static List<String> arguments(String text) throws AdviseFailure {
        List<String> arguments = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(text);
        int end = 0;
        boolean more = !text.isBlank();
        while (more) {
            if (!argument.find(end) || argument.start() != end) {
                throw new AdviseFailure(
                        AdviseFailure.USAGE,
                        "not an argument: " + text.substring(end).strip()
                                + "; arguments are numbers, \"strings\", 'c', true, false, null or "
                                + "constants such as java.nio.ByteOrder.LITTLE_ENDIAN");
            }
            arguments.add(argument.group(1));
            end = argument.end();
            more = argument.group(2).equals(",");
        }
        return List.copyOf(arguments);
    }

    Call withArguments(List<String> others) {
        return new Call(owner, name, others);
    }

    /** {@return the arguments as they stand between parentheses} */
    String list() {
        return String.join(", ", arguments);
    }
}
