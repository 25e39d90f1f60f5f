// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the classes of these tests, of the library and of what both need lie. */
final class TestPath {

    private TestPath() {
    }

    static List<Path> entries() {
        Set<Path> entries = new LinkedHashSet<>();
        entries.add(root(TestPath.class));
        entries.add(root(Pool.class));
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    entries.add(Path.of(entry));
                }
            }
        }
        return List.copyOf(entries);
    }

    static String joined() {
        return String.join(File.pathSeparator, entries().stream().map(Path::toString).toList());
    }

    /** The folder or jar a class was read from; for a patched module it is not the module's. */
    private static Path root(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        String address = String.valueOf(type.getResource(file));
        String root = address.substring(0, address.length() - file.length());
        String plain = root.startsWith("jar:") ? root.substring(4, root.length() - 1) : root;
        try {
            return Path.of(new URI(plain));
        } catch (URISyntaxException e) {
            throw new AssertionError(address, e);
        }
    }
}
