// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The descriptors of the modules, each word of them: who adds one, changes this test. */
class ModulesTest {

    @Test
    void thePoolExportsOnePackageAndNeedsJctools() {
        assertReads(Library.POOL, List.of("dev.tidepool.pool"), List.of(
                "java.base mandated", "jdk.jfr static", "jdk.management static",
                "org.jctools.core.jdk11", "org.jspecify static transitive"));
    }

    @Test
    void theAllocatorOpensItsInsideToArenasAlone() {
        assertReads(Library.SPANALLOC, List.of(
                "dev.tidepool.spanalloc", "dev.tidepool.spanalloc.internal to dev.tidepool.arena"),
                List.of("java.base mandated", "org.jspecify static transitive"));
    }

    @Test
    void arenasStandOnTheAllocatorAlone() {
        assertReads(Library.ARENA, List.of("dev.tidepool.arena"), List.of(
                "dev.tidepool.spanalloc transitive", "java.base mandated",
                "org.jspecify static transitive"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsOpenedToReflectionOrLookedUpAsAService(Library library) {
        ModuleDescriptor module = library.descriptor();
        assertFalse(module.isOpen() || module.isAutomatic(), module::toString);
        assertTrue(module.opens().isEmpty(), module::toString);
        assertTrue(module.uses().isEmpty() && module.provides().isEmpty(), module::toString);
    }

    private static void assertReads(Library library, List<String> exported, List<String> required) {
        ModuleDescriptor module = library.descriptor();
        TreeSet<String> exports = new TreeSet<>();
        for (ModuleDescriptor.Exports e : module.exports()) {
            String readers = e.isQualified() ? " to " + String.join(" ", e.targets()) : "";
            exports.add(e.source() + readers);
        }
        TreeSet<String> requires = new TreeSet<>();
        for (ModuleDescriptor.Requires r : module.requires()) {
            TreeSet<String> modifiers = new TreeSet<>();
            r.modifiers().forEach(m -> modifiers.add(m.name().toLowerCase(Locale.ROOT)));
            requires.add((r.name() + " " + String.join(" ", modifiers)).strip());
        }
        assertEquals(exported, List.copyOf(exports));
        assertEquals(required, List.copyOf(requires));
    }
}
