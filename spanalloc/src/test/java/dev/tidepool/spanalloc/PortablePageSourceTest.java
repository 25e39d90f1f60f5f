// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class PortablePageSourceTest extends PageSourceContract {

    @Override
    PageSource source() {
        return PageSource.portable();
    }

    @Test
    void itReleasesNothing() {
        assertFalse(source.releases());
    }
}
