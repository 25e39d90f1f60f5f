// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.Profile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Under what readings were taken; those of two fingerprints are not to be mixed. */
final class Fingerprint {

    private static final int DIGITS = 12;

    private Fingerprint() {}

    /** {@return machine, JDK, flags, profile, plant, and of which code} */
    static JsonTree here(Profile profile, String plant) throws InterruptedException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("machine", Machine.here().toMap());
        map.put("profile", profile.toString());
        map.put("plant", plant);
        map.put("commit", commit());
        map.put("jar", jar());
        return of(map);
    }

    /** {@return the map as it will be read again, so that two can be compared} */
    static JsonTree of(Map<String, Object> map) {
        try {
            return JsonTree.parse(Json.line(map));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** {@return the commit of the current folder, and whether sources have changed since} */
    private static String commit() throws InterruptedException {
        String head = git("rev-parse", "--short=" + DIGITS, "HEAD");
        if (head.isEmpty()) {
            return "unknown";
        }
        boolean isChanged = !git("diff", "HEAD", "--name-only", "--", "*.java", "*.c").isEmpty();
        return isChanged ? head + " with changes" : head;
    }

    private static String git(String... arguments) throws InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            return process.waitFor() == 0
                    ? new String(output, StandardCharsets.UTF_8).strip()
                    : "";
        } catch (IOException e) {
            return ""; // No git; the jar's sum remains.
        }
    }

    /** {@return the first digits of the jar's SHA-256: the current folder may be another's} */
    private static String jar() {
        Path path = Path.of(ManagementFactory.getRuntimeMXBean().getClassPath().split(":", 2)[0]);
        if (!Files.isRegularFile(path)) {
            return "none, classes in folders";
        }
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
            return HexFormat.of().formatHex(sum).substring(0, DIGITS);
        } catch (IOException | NoSuchAlgorithmException e) {
            return "unknown";
        }
    }
}
