// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Compiles drivers into a folder of its own and runs them, a child JVM each. */
final class Laboratory implements AutoCloseable {

    private final String classPath;
    private final Settings settings;
    private final Consumer<String> progress;
    private final Path folder;

    /**
     * A laboratory.
     *
     * @param classPath this program's and the user's
     * @param progress hears what comes next
     */
    Laboratory(String classPath, Settings settings, Consumer<String> progress)
            throws IOException {
        this.classPath = classPath;
        this.settings = settings;
        this.progress = progress;
        this.folder = Files.createTempDirectory("tidepool-advise");
    }

    /** {@return everything about a class} */
    Figures examine(Request request) throws AdviseFailure, IOException, InterruptedException {
        Target target = inspect(request);
        Size size = size(target, request.undisposed());
        Map<Question, Row> rows = new EnumMap<>(Question.class);
        boolean known = size.deep() > 0;
        List<Question> asked = Stream.of(Question.values())
                .filter(question -> question.isAsked(target)
                        && (known || question != Question.MEMORY))
                .toList();
        rows.putAll(ask(target, size.deep(), asked));
        if (!known) {
            // What the object allocates stands for its size, and has just been measured.
            double bytes = new Figures(target, size, rows, settings.threads()).bytes();
            rows.putAll(ask(target, Math.round(bytes), List.of(Question.MEMORY)));
        }
        return new Figures(target, size, rows, settings.threads());
    }

    void say(String what) {
        progress.accept(what);
    }

    Target inspect(Request request) throws AdviseFailure, IOException {
        try (SourceCompiler compiler = new SourceCompiler(classPath)) {
            return Inspector.inspect(compiler, request);
        }
    }

    /** {@return the answers to some questions about a class} */
    Map<Question, Row> ask(Target target, long bytes, List<Question> questions)
            throws AdviseFailure, IOException, InterruptedException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Question question : questions) {
            sources.put(
                    DriverSource.name(question),
                    new DriverSource(target).driver(question, bytes));
        }
        compile(target, sources);
        Map<Question, List<Interval>> intervals = new EnumMap<>(Question.class);
        // Round after round, so that a disturbance does not meet all forks of one question.
        for (int fork = 1; fork <= settings.forks(); fork++) {
            for (Question question : questions) {
                progress.accept("fork " + fork + " of " + settings.forks() + ": "
                        + question.title() + (question.shared() ? ", threads" : ""));
                intervals.computeIfAbsent(question, q -> new ArrayList<>())
                        .addAll(measure(question));
            }
        }
        Map<Question, Row> rows = new EnumMap<>(Question.class);
        intervals.forEach((question, all) -> rows.put(question, Row.of(all)));
        return rows;
    }

    private void compile(Target target, Map<String, String> sources)
            throws AdviseFailure, IOException {
        try (SourceCompiler compiler = new SourceCompiler(classPath)) {
            String error = compiler.compile(sources, target.script(), folder);
            if (error != null) {
                throw AdviseFailure.notCallable(
                        String.join("; ", Stream.of(target.make(), target.use(), target.reset(),
                                target.dispose()).filter(text -> !text.isEmpty()).toList())
                                + " does not compile: " + error);
            }
        }
    }

    /** {@return what two objects show that are tried once} */
    Size size(Target target, boolean undisposed)
            throws AdviseFailure, IOException, InterruptedException {
        progress.accept("size of " + target.type());
        compile(target, Map.of(DriverSource.SUBJECT, new DriverSource(target).subject()));
        Path file = folder.resolve("size.properties");
        run(DriverSource.SUBJECT, "looking at two objects", List.of(file.toString()));
        Size size = Size.read(file);
        if (size.failure() != null) {
            throw new AdviseFailure(
                    AdviseFailure.OBJECT_FAILED, target.make() + ": " + size.failure());
        }
        if (size.resource() != null && !target.hasDispose() && !undisposed) {
            throw new AdviseFailure(
                    AdviseFailure.USAGE,
                    size.type() + " holds something outside the heap (" + size.resource()
                            + "), which fresh objects would pile up faster than the collector "
                            + "frees it: say with --dispose METHOD how it ends"
                            + (target.closers().isEmpty() ? "" : " (is it " + target.closers()
                                    + "?)") + ", or --dispose none to take the risk");
        }
        return size;
    }

    private List<Interval> measure(Question question)
            throws AdviseFailure, IOException, InterruptedException {
        Path file = folder.resolve("intervals");
        run(DriverSource.name(question), question.title(),
                Probe.arguments(file, question.shared() ? settings.threads() : 1, settings));
        return Files.readAllLines(file).stream().map(Interval::parse).toList();
    }

    private void run(String name, String what, List<String> arguments)
            throws AdviseFailure, IOException, InterruptedException {
        try {
            Child.run(name, folder, classPath, arguments, settings.timeoutSeconds());
        } catch (AdviseFailure e) {
            throw new AdviseFailure(e.exitCode(), what + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
