// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;
import java.util.stream.Stream;

/** A profile and a source of memory: what the contract is run over. */
record Setting(Profile profile, Memory memory) {

    /** Where the memory comes from. */
    enum Memory { SYSTEM, PORTABLE }

    /** Every profile over every memory. */
    static Stream<Setting> all() {
        return Stream.concat(onSystem(), onPortable());
    }

    /** Every profile over the operating system's memory. */
    static Stream<Setting> onSystem() {
        return Arrays.stream(Profile.values()).map(profile -> new Setting(profile, Memory.SYSTEM));
    }

    private static Stream<Setting> onPortable() {
        return Arrays.stream(Profile.values())
                .map(profile -> new Setting(profile, Memory.PORTABLE));
    }

    /** An allocator to be, without a thread of its own: nothing happens behind a test's back. */
    SpanAllocator.Builder builder() {
        var builder = SpanAllocator.builder()
                .profile(profile)
                .name(toString())
                .onLeak(leak -> {}) // tests of closing leak on purpose
                .backgroundScavenger(false);
        return memory == Memory.SYSTEM ? builder : builder.pageSource(PageSource.portable());
    }

    SpanAllocator open() {
        return builder().build();
    }

    /** Whether blocks are reused at once and have no more than their slot. */
    boolean plain() {
        return profile != Profile.HARDENED && profile != Profile.DEBUG;
    }

    /** Whether a double free is found even when both frees race on any two threads. */
    boolean exactInAnyRace() {
        return !plain();
    }

    @Override
    public String toString() {
        return profile + " on " + memory;
    }
}
