// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The public API, line by line, against the files in {@code resources/api}. A change there is a
 * change that users see, and shows in the diff of a commit. A failing test leaves the new text in
 * {@code target/api}.
 */
class PublicApiTest {

    @ParameterizedTest
    @EnumSource
    void whatUsersCanTypeIsAsRecorded(Library library) throws IOException {
        List<String> found = signatures(library);
        String file = library.packageName() + ".txt";
        Path written = Files.createDirectories(Path.of("target", "api")).resolve(file);
        Files.write(written, found);
        assertEquals(String.join("\n", recorded(file)), String.join("\n", found),
                () -> "the API changed; as it is now: " + written);
    }

    /** What the contract fixes is a part of the API: these lines never change. */
    @ParameterizedTest
    @EnumSource
    void whatTheContractFixesIsThere(Library library) throws IOException {
        List<String> found = signatures(library);
        String type = "";
        for (String line : recorded(library.packageName() + ".contract.txt")) {
            type = line.startsWith(" ") ? type : line;
            int from = found.indexOf(type);
            assertTrue(from >= 0, "missing: " + type);
            List<String> rest = found.subList(from + 1, found.size());
            int end = 0;
            while (end < rest.size() && rest.get(end).startsWith(" ")) {
                end++;
            }
            assertTrue(line.equals(type) || rest.subList(0, end).contains(line),
                    type + "\nmissing: " + line);
        }
    }

    private static List<String> signatures(Library library) {
        return Signatures.of(library.classes().stream()
                .filter(c -> c.getPackageName().equals(library.packageName()))
                .map(JavaClass::reflect));
    }

    private static List<String> recorded(String file) throws IOException {
        try (InputStream in = PublicApiTest.class.getResourceAsStream("/api/" + file)) {
            assertNotNull(in, file);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
