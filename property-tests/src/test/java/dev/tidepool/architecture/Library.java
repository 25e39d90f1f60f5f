// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import dev.tidepool.arena.ArenaPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The published libraries as they were built: a folder of classes or a jar. */
enum Library {
    POOL(Pool.class),
    SPANALLOC(SpanAllocator.class),
    ARENA(ArenaPool.class);

    private final Class<?> door;
    private @Nullable JavaClasses classes;

    Library(Class<?> door) {
        this.door = door;
    }

    /** Also the name of the module, and of the package that users import. */
    String packageName() {
        return door.getPackageName();
    }

    ModuleDescriptor descriptor() {
        return ModuleFinder.of(Path.of(uri())).find(packageName()).orElseThrow().descriptor();
    }

    /** Its main classes, without the tests that live in the same packages. */
    JavaClasses classes() {
        JavaClasses known = classes;
        if (known == null) {
            known = new ClassFileImporter().importLocations(List.of(location()));
            classes = known;
        }
        return known;
    }

    static JavaClasses all() {
        List<Location> locations = new ArrayList<>();
        for (Library library : values()) {
            locations.add(library.location());
        }
        return new ClassFileImporter().importLocations(locations);
    }

    private Location location() {
        URI uri = uri();
        return Location.of(Files.isDirectory(Path.of(uri)) ? uri : URI.create("jar:" + uri + "!/"));
    }

    private URI uri() {
        try {
            return door.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
