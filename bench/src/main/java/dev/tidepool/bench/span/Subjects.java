// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import java.util.List;
import java.util.Optional;

/** Every subject by the name that benchmarks, workloads and reports use. */
public final class Subjects {

    static final List<String> NAMES =
            List.of(
                    "tidepool",
                    "tidepoolThroughput",
                    "tidepoolLowMemory",
                    "tidepoolHardened",
                    "tidepoolDebug",
                    "tidepoolSegment",
                    "tidepoolZeroed",
                    "glibc",
                    "mimalloc",
                    "jemalloc",
                    "tcmalloc",
                    "nettyPooled",
                    "nettyPooledCached",
                    "nettyAdaptive",
                    "nettyAdaptiveCached",
                    "arenaConfined",
                    "arenaShared",
                    "directBuffer");

    private Subjects() {}

    /** {@return the profile of a subject that is Tidepool by address, if it is} */
    static Optional<Profile> profile(String name) {
        return switch (name) {
            case "tidepool" -> Optional.of(Profile.BALANCED);
            case "tidepoolThroughput" -> Optional.of(Profile.THROUGHPUT);
            case "tidepoolLowMemory" -> Optional.of(Profile.LOW_MEMORY);
            case "tidepoolHardened" -> Optional.of(Profile.HARDENED);
            case "tidepoolDebug" -> Optional.of(Profile.DEBUG);
            default -> Optional.empty();
        };
    }

    /** {@return why a subject cannot take part on this machine, if so} */
    public static Optional<String> absence(String name) {
        return switch (name) {
            case "mimalloc" -> NativeLibrary.MIMALLOC.absence();
            case "jemalloc" -> NativeLibrary.JEMALLOC.absence();
            case "tcmalloc" -> NativeLibrary.TCMALLOC.absence();
            default -> Optional.empty();
        };
    }

    /**
     * Opens a subject.
     *
     * @throws IllegalStateException if it is not installed
     */
    public static Subject open(String name) {
        absence(name)
                .ifPresent(
                        why -> {
                            throw new IllegalStateException("skip " + name + ": " + why);
                        });
        Optional<Profile> profile = profile(name);
        if (profile.isPresent()) {
            return TidepoolSubject.of(name, profile.get());
        }
        return switch (name) {
            case "tidepoolSegment" -> TidepoolSegmentSubject.uninitialized();
            case "tidepoolZeroed" -> TidepoolSegmentSubject.zeroing();
            case "glibc" -> new GlibcSubject();
            case "mimalloc" -> new MimallocSubject();
            case "jemalloc" -> new JemallocSubject();
            case "tcmalloc" -> new TcmallocSubject();
            case "nettyPooled" -> NettySubject.pooled();
            case "nettyPooledCached" -> NettySubject.pooledCached();
            case "nettyAdaptive" -> NettySubject.adaptive();
            case "nettyAdaptiveCached" -> NettySubject.adaptiveCached();
            case "arenaConfined" -> new ArenaSubject(false);
            case "arenaShared" -> new ArenaSubject(true);
            case "directBuffer" -> new DirectBufferSubject();
            default -> throw new IllegalArgumentException("no subject is called " + name);
        };
    }
}
