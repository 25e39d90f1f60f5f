// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What HotSpot prints with {@code PrintInlining} of one compilation: the calls of a method, what
 * became of each, and the calls inside those that were inlined.
 */
final class InliningTree {

    /** Flags, the place of the call, class, method, and what became of it. */
    private static final Pattern CALL = Pattern.compile(
            "[^@]*@ \\d+\\s+(\\S+)::(\\S+) \\(\\d+ bytes\\)\\s*(.*)");
    private static final Pattern INLINED =
            Pattern.compile("\\(?(inline|force inline|accessor|intrinsic|late inline)\\b.*");

    /** A call; {@code name} is as in {@code Cache::takeIfMine}. */
    record Call(String name, boolean inlined, int column, List<Call> calls) {

        /** {@return all calls below, the nearest first along each branch} */
        Stream<Call> below() {
            return calls.stream().flatMap(call -> Stream.concat(Stream.of(call), call.below()));
        }
    }

    private final Call root;
    private final List<String> lines;

    private InliningTree(Call root, List<String> lines) {
        this.root = root;
        this.lines = lines;
    }

    /**
     * {@return the tree of a method's last compilation; empty if there was none}
     *
     * @param method as in {@code a.b.Outer::method}
     */
    static InliningTree last(String method, List<String> output) {
        var root = new Call(method, true, -1, new ArrayList<>());
        List<String> lines = new ArrayList<>();
        List<Call> open = new ArrayList<>(List.of(root));
        for (String line : output) {
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                lines.add(line);
                var found = new Call(nameOf(call), INLINED.matcher(call.group(3)).matches(),
                        line.indexOf('@'), new ArrayList<>());
                while (open.getLast().column() >= found.column()) {
                    open.removeLast();
                }
                open.getLast().calls().add(found);
                open.add(found);
            } else if (line.contains(' ' + method + " (")) {
                root.calls().clear();
                lines.clear();
                open.subList(1, open.size()).clear();
            }
        }
        return new InliningTree(root, lines);
    }

    private static String nameOf(Matcher call) {
        String type = call.group(1);
        return type.substring(type.lastIndexOf('.') + 1) + "::" + call.group(2);
    }

    /**
     * {@return those of the calls that were not inlined, or not found below the one they are to be
     * below}
     *
     * @param calls one a line, indented below its caller; others may come between
     */
    List<String> notInlined(String calls) {
        List<String> missing = new ArrayList<>();
        List<Call> callers = new ArrayList<>(List.of(root));
        List<Integer> indents = new ArrayList<>(List.of(-1));
        for (String line : calls.lines().toList()) {
            String name = line.strip();
            int indent = line.indexOf(name);
            while (indents.getLast() >= indent) {
                indents.removeLast();
                callers.removeLast();
            }
            Call caller = callers.getLast();
            Call found = caller.below().filter(call -> call.inlined() && call.name().equals(name))
                    .findFirst().orElse(null);
            if (found == null) {
                missing.add(name + " below " + caller.name());
            }
            callers.add(found != null ? found : new Call(name, false, 0, List.of()));
            indents.add(indent);
        }
        return missing;
    }

    /** {@return those of the names that were inlined anywhere} */
    List<String> inlined(List<String> names) {
        return names.stream()
                .filter(name -> root.below()
                        .anyMatch(call -> call.inlined() && call.name().equals(name)))
                .toList();
    }

    /** {@return those of the names that are no call in the tree, inlined or not} */
    List<String> unseen(List<String> names) {
        return names.stream()
                .filter(name -> root.below().noneMatch(call -> call.name().equals(name)))
                .toList();
    }

    /** {@return the tree as it was printed} */
    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
