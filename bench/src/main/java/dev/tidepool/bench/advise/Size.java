// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a first look at real objects found.
 *
 * @param type the class of the objects
 * @param shallow bytes of the object itself
 * @param deep bytes of everything that one fresh object adds to another; 0 if they reach each other
 * @param resource the class behind a native resource, or null
 * @param threadBound what happened on another thread, or null if nothing did
 * @param failure what went wrong, or null; then the rest means nothing
 */
record Size(
        String type,
        long shallow,
        long deep,
        @Nullable String resource,
        @Nullable String threadBound,
        @Nullable String failure) {

    static Size failed(String failure) {
        return new Size("", 0, 0, null, null, failure);
    }

    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("type", type);
        properties.setProperty("shallow", Long.toString(shallow));
        properties.setProperty("deep", Long.toString(deep));
        set(properties, "resource", resource);
        set(properties, "threadBound", threadBound);
        set(properties, "failure", failure);
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
    }

    private static void set(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    static Size read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return new Size(
                properties.getProperty("type", ""),
                Long.parseLong(properties.getProperty("shallow", "0")),
                Long.parseLong(properties.getProperty("deep", "0")),
                properties.getProperty("resource"),
                properties.getProperty("threadBound"),
                properties.getProperty("failure"));
    }
}
