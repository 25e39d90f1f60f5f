// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short {@link Torture}; {@link TortureMain} is a long one. */
@Timeout(120)
class TortureTest {

    @ParameterizedTest
    @EnumSource
    void noStampIsEverLost(Profile profile) {
        long operations = profile.hardened() ? 40_000 : 80_000;
        var torture = new Torture(profile, PageSource.system(), 4, 4, 42);
        torture.run(operations);
        torture.allocator().close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BALANCED", "LOW_MEMORY"})
    void norInMemoryThatIsNeverGivenBack(Profile profile) {
        var torture = new Torture(profile, PageSource.portable(), 4, 4, 43);
        torture.run(40_000);
        torture.allocator().close();
    }
}
