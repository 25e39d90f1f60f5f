// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in processes of their own. */
public final class ChildJvm {

    /** On the class path there is no module to enable. */
    public static final String GRANT = "--enable-native-access=ALL-UNNAMED";
    public static final String DENY = "--illegal-native-access=deny";

    private ChildJvm() {
    }

    /**
     * How a program ended.
     *
     * @param status its exit status, or -1 if it did not end in time
     * @param output its standard output
     * @param errors what it wrote to standard error
     * @param millis how long it took
     */
    public record Result(int status, String output, String errors, long millis) {

        /** {@return how many lines of both outputs contain the text} */
        public long count(String text) {
            return (output + errors).lines().filter(line -> line.contains(text)).count();
        }

        @Override
        public String toString() {
            return "status " + status + "\n" + output + errors;
        }
    }

    /** {@return the program of this JDK} */
    public static String java() {
        return tool(Path.of(System.getProperty("java.home")), "java");
    }

    static String tool(Path home, String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** {@return the class path of these tests} */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** {@return how a main class of the tests ends in a JVM with these flags} */
    public static Result run(List<String> flags, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return run(command, 180);
    }

    /** {@return how a command ends, which is killed when so much time has passed} */
    public static Result run(List<String> command, int seconds)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".out");
        Path errors = Files.createTempFile("child", ".err");
        long start = System.nanoTime();
        var builder = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(
                List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            return new Result(ended ? process.exitValue() : -1, Files.readString(output),
                    Files.readString(errors), (System.nanoTime() - start) / 1_000_000);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
