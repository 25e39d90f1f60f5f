// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Each hook alone makes the kind of pool that calls it; none makes the one that calls nothing. */
class HooksTest {

    private final List<String> called = new ArrayList<>();

    private TieredPool<Object> pool(String hook) {
        Consumer<Object> consumer = object -> called.add(hook);
        Predicate<Object> predicate = object -> called.add(hook);
        ToLongFunction<Object> size = object -> called.add(hook) ? 1 : 0;
        var hooks = new Hooks<Object>("p", Object::new,
                hook.equals("wipe") ? consumer : null,
                hook.equals("reset") ? consumer : null,
                hook.equals("retainIf") ? predicate : null,
                hook.equals("onEvict") ? consumer : null,
                hook.equals("sizeOf") ? size : null);
        long bytes = hook.equals("sizeOf") ? 1000 : Sizing.UNSIZED;
        return hooks.pool(Tide.manual(), Sizing.of(10, bytes, 2), new Budget(10), null);
    }

    private void require(String hook, Class<?> kind, int calls) {
        TieredPool<Object> pool = pool(hook);
        assertSame(kind, pool.getClass(), hook);
        pool.put(new Object());
        pool.clear();
        assertEquals(calls, called.size(), hook);
        called.clear();
    }

    @Test
    void eachHookAloneIsCalled() {
        require("none", PlainPool.class, 0);
        require("wipe", HookedPool.class, 1);
        require("reset", HookedPool.class, 1);
        require("retainIf", HookedPool.class, 1);
        require("onEvict", GuardedPool.class, 1);
        require("sizeOf", GuardedPool.class, 1);
    }

    /** Nobody else is told of it. */
    @Test
    void whatAHookThrowsWhereNoCallerIsResponsibleIsLogged() {
        var thrown = new IllegalStateException("by the test");
        var hooks = new Hooks<Object>("the pool", Object::new, null, null, null, object -> {
            throw thrown;
        }, null);
        var records = new ArrayList<LogRecord>();
        Logger logger = Logger.getLogger("dev.tidepool.pool");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() { }

            @Override
            public void close() { }
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            hooks.evictLogged(new Object());
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(1, records.size());
        assertSame(thrown, records.getFirst().getThrown());
        assertEquals("onEvict of pool the pool failed", records.getFirst().getMessage());
        assertEquals(Level.WARNING, records.getFirst().getLevel());
    }
}
