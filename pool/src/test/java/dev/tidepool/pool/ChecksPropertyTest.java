// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The system property that switches checks on where the program does not. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ResourceLock(Resources.LOCALE)
class ChecksPropertyTest {
    private static final String PROPERTY = "dev.tidepool.pool.checks";

    private final String before = System.getProperty(PROPERTY);
    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
        Locale.setDefault(locale);
    }

    private static boolean refusesASecondPut(Pool<Item> pool) {
        var item = new Item();
        pool.put(item);
        try {
            pool.put(item);
            return false;
        } catch (IllegalStateException e) {
            return true;
        } finally {
            pool.clear();
        }
    }

    private static PoolBuilder<Item> builder() {
        return Pool.builder(Item::new).tide(Tide.manual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MISUSE", "misuse", "Misuse", "ALL", "all"})
    void theValueSwitchesChecksOnInAnyCase(String value) {
        System.setProperty(PROPERTY, value);
        assertTrue(refusesASecondPut(builder().build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "off", "LEAKS", "leaks"})
    void theValueLeavesOtherChecksOff(String value) {
        System.setProperty(PROPERTY, value);
        assertEquals(false, refusesASecondPut(builder().build()));
    }

    @Test
    void theCaseOfTheValueDoesNotDependOnTheLocale() {
        Locale.setDefault(Locale.forLanguageTag("tr"));
        System.setProperty(PROPERTY, "misuse");
        assertTrue(refusesASecondPut(builder().build()));
    }

    @Test
    void withoutThePropertyNothingIsChecked() {
        System.clearProperty(PROPERTY);
        assertEquals(false, refusesASecondPut(builder().build()));
    }

    @Test
    void thePropertyOverridesAnExplicitOff() {
        System.setProperty(PROPERTY, "MISUSE");
        assertTrue(refusesASecondPut(builder().checks(Checks.OFF).build()));
    }

    @Test
    void thePropertyDoesNotOverrideOtherChecks() {
        System.setProperty(PROPERTY, "OFF");
        assertTrue(refusesASecondPut(builder().checks(Checks.MISUSE).build()));
        System.setProperty(PROPERTY, "MISUSE");
        assertEquals(false, refusesASecondPut(builder().checks(Checks.LEAKS).build()));
    }

    @Test
    void poolsMadeByTheShortFormAreCheckedToo() {
        System.setProperty(PROPERTY, "misuse");
        assertTrue(refusesASecondPut(Pool.of(Item::new)));
    }

    @Test
    void thePropertyIsReadWhenAPoolIsBuilt() {
        PoolBuilder<Item> builder = builder();
        Pool<Item> unchecked = builder.build();
        System.setProperty(PROPERTY, "misuse");
        assertTrue(refusesASecondPut(builder.build()));
        assertEquals(false, refusesASecondPut(unchecked));
    }

    @Test
    void aBadValueIsNamed() {
        System.setProperty(PROPERTY, "perhaps");
        var thrown = assertThrows(IllegalArgumentException.class, () -> builder().build());
        assertTrue(thrown.getMessage().contains(PROPERTY), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("perhaps"), thrown.getMessage());
    }

    @Test
    void aBadValueHurtsNoPoolWithChecks() {
        System.setProperty(PROPERTY, "perhaps");
        assertDoesNotThrow(() -> builder().checks(Checks.ALL).build());
    }
}
