// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The JDK's compiler over one class path. */
final class SourceCompiler implements AutoCloseable {

    private final JavaCompiler compiler;
    private final StandardJavaFileManager files;
    private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    private final List<String> options;

    SourceCompiler(String classPath) throws AdviseFailure {
        JavaCompiler system = ToolProvider.getSystemJavaCompiler();
        if (system == null) {
            throw new AdviseFailure(
                    AdviseFailure.CHILD_FAILED, "this Java has no compiler: run a JDK");
        }
        compiler = system;
        files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        options = List.of("-cp", classPath, "-proc:none", "-Xlint:none", "-implicit:none");
    }

    /** {@return a task that has read the script, if there is one, and knows the class path} */
    JavacTask analysis(@Nullable Path script) throws AdviseFailure {
        List<JavaFileObject> units = new ArrayList<>();
        if (script != null) {
            files.getJavaFileObjects(script).forEach(units::add);
        }
        // The compiler wants something to do; a class of its own will do.
        List<String> classes = units.isEmpty() ? List.of("java.lang.Object") : List.of();
        JavaCompiler.CompilationTask task =
                compiler.getTask(null, files, diagnostics, options, classes, units);
        if (!(task instanceof JavacTask analysis)) {
            throw new AdviseFailure(
                    AdviseFailure.CHILD_FAILED, "this Java's compiler is not the JDK's: run a JDK");
        }
        if (script != null) {
            analyze(analysis, script);
        }
        return analysis;
    }

    private void analyze(JavacTask task, Path script) throws AdviseFailure {
        try {
            task.analyze();
        } catch (IOException e) {
            throw AdviseFailure.notCallable("cannot read " + script + ": " + e.getMessage());
        }
        String error = firstError();
        if (error != null) {
            throw AdviseFailure.notCallable(script + " does not compile: " + error);
        }
    }

    /** {@return null, or what the compiler has against the sources} */
    @Nullable String compile(Map<String, String> sources, @Nullable Path script, Path folder) {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Text(name, text)));
        if (script != null) {
            files.getJavaFileObjects(script).forEach(units::add);
        }
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-d", folder.toString()));
        if (compiler.getTask(null, files, diagnostics, all, null, units).call()) {
            return null;
        }
        String error = firstError();
        return error == null ? "no reason given" : error;
    }

    private @Nullable String firstError() {
        return diagnostics.getDiagnostics().stream()
                .filter(message -> message.getKind() == Diagnostic.Kind.ERROR)
                .map(SourceCompiler::describe)
                .findFirst()
                .orElse(null);
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error) {
        JavaFileObject source = error.getSource();
        boolean users = source != null && !(source instanceof Text);
        return (users ? "line " + error.getLineNumber() + ": " : "")
                + error.getMessage(Locale.ROOT).strip();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    /** A source that is no file. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension),
                    Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
