// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A shared library with an allocator: where Linux distributions put it and the Debian package it
 * comes in. The others are looked up by file, never by linking: a JVM runs on glibc's malloc
 * whatever is measured in it.
 */
public enum NativeLibrary {
    GLIBC("", "", "malloc", "calloc", "realloc", "memalign", "free"),
    MIMALLOC(
            "libmimalloc.so.2",
            "libmimalloc2.0",
            "mi_malloc",
            "mi_calloc",
            "mi_realloc",
            "mi_memalign",
            "mi_free"),
    JEMALLOC(
            "libjemalloc.so.2",
            "libjemalloc2",
            "malloc",
            "calloc",
            "realloc",
            "memalign",
            "free"),
    TCMALLOC(
            "libtcmalloc_minimal.so.4",
            "libtcmalloc-minimal4",
            "tc_malloc",
            "tc_calloc",
            "tc_realloc",
            "tc_memalign",
            "tc_free");

    // jemalloc's thread-local data is of the kind that glibc has little room for after the start.
    private static final String TUNABLES = "GLIBC_TUNABLES";
    private static final String ROOM = "glibc.rtld.optional_static_tls=";

    private static final List<String> FOLDERS =
            List.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib64",
                    "/usr/lib",
                    "/usr/local/lib");

    private final String file;
    private final String debianPackage;
    private final String malloc;
    private final String calloc;
    private final String realloc;
    private final String memalign;
    private final String free;

    NativeLibrary(
            String file,
            String debianPackage,
            String malloc,
            String calloc,
            String realloc,
            String memalign,
            String free) {
        this.file = file;
        this.debianPackage = debianPackage;
        this.malloc = malloc;
        this.calloc = calloc;
        this.realloc = realloc;
        this.memalign = memalign;
        this.free = free;
    }

    /** {@return the name of the subject that calls it from Java} */
    String subject() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return where the library is; empty also for glibc, which needs no file} */
    Optional<Path> path() {
        return Stream.of(FOLDERS)
                .flatMap(List::stream)
                .map(folder -> Path.of(folder, file))
                .filter(path -> !file.isEmpty() && Files.isRegularFile(path))
                .findFirst();
    }

    /** {@return why its file cannot be used, if so} */
    Optional<String> notInstalled() {
        return file.isEmpty() || path().isPresent()
                ? Optional.empty()
                : Optional.of(
                        file + " is not installed (Debian: apt install " + debianPackage + ")");
    }

    /** {@return why it cannot be loaded into this JVM, if so} */
    Optional<String> absence() {
        String tunables = Objects.requireNonNullElse(System.getenv(TUNABLES), "");
        if (this == JEMALLOC && !tunables.contains(ROOM)) {
            return notInstalled()
                    .or(
                            () ->
                                    Optional.of(
                                            "needs the environment "
                                                    + TUNABLES
                                                    + "="
                                                    + ROOM
                                                    + "16384"));
        }
        return notInstalled();
    }

    /** Prepares the environment of a JVM for jemalloc. */
    public static void makeRoom(Map<String, String> environment) {
        environment.merge(TUNABLES, ROOM + "16384", (old, added) -> old + ":" + added);
    }

    MethodHandle malloc() {
        return function(
                malloc, FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    MethodHandle calloc() {
        return function(
                calloc,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    MethodHandle realloc() {
        return function(
                realloc,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    /** {@return a function of alignment and size, in this order} */
    MethodHandle memalign() {
        return function(
                memalign,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    MethodHandle free() {
        return function(free, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    }

    /** A critical downcall: the thread stays in Java, the fastest way to call C. */
    @SuppressWarnings("restricted")
    private MethodHandle function(String symbol, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup =
                path().map(path -> SymbolLookup.libraryLookup(path, Arena.global()))
                        .orElseGet(linker::defaultLookup);
        return linker.downcallHandle(
                lookup.findOrThrow(symbol), descriptor, Linker.Option.critical(false));
    }

    /** {@return what a caller throws on: errors as they are, and nothing else can come} */
    static Error failed(Throwable thrown) {
        return thrown instanceof Error error ? error : new AssertionError(thrown);
    }

    /** {@return the address} */
    static long checked(long address) {
        if (address == 0) {
            throw new OutOfMemoryError("malloc");
        }
        return address;
    }
}
