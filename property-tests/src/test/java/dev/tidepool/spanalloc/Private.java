// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.reflect.Field;

/** Breaks what nobody can break from outside, so that a check can be seen to fail. */
final class Private {

    private Private() {
    }

    static Object get(Object of, String name) {
        try {
            return field(of, name).get(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static void set(Object of, String name, Object value) {
        try {
            field(of, name).set(of, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Field field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
