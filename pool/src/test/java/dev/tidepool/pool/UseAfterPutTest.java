// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool that checks for misuse notices at get that an object changed since its put. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.MisuseTest#threads")
class UseAfterPutTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final List<Object> evicted = new ArrayList<>();
    private Pool<Object> pool;

    /** Types whose content a pool knows how to compare, and a way to change each. */
    enum Content {
        BYTES(() -> new byte[8], object -> ((byte[]) object)[7] = 1),
        MANY_BYTES(() -> new byte[1 << 20], object -> ((byte[]) object)[654_321] = 1),
        SHORTS(() -> new short[8], object -> ((short[]) object)[7] = 1),
        CHARS(() -> new char[8], object -> ((char[]) object)[0] = 1),
        INTS(() -> new int[8], object -> ((int[]) object)[7] = 1),
        LONGS(() -> new long[8], object -> ((long[]) object)[7] = 1L << 60),
        FLOATS(() -> new float[] {Float.NaN, 0}, object -> ((float[]) object)[1] = 1),
        DOUBLES(() -> new double[] {Double.NaN, 0}, object -> ((double[]) object)[1] = 1),
        BOOLEANS(() -> new boolean[8], object -> ((boolean[]) object)[7] = true),
        HEAP_BUFFER(() -> ByteBuffer.allocate(8), object -> ((ByteBuffer) object).put(7, (byte) 1)),
        FULL_BUFFER(() -> ByteBuffer.allocate(8).position(8),
                object -> ((ByteBuffer) object).put(0, (byte) 1)),
        DIRECT_BUFFER(() -> ByteBuffer.allocateDirect(8),
                object -> ((ByteBuffer) object).put(0, (byte) 1)),
        BUILDER(() -> new StringBuilder("tide"), object -> ((StringBuilder) object).append('s')),
        SAME_LENGTH_BUILDER(() -> new StringBuilder("tide"),
                object -> ((StringBuilder) object).setCharAt(1, 'o'));

        private final Supplier<Object> make;
        private final Consumer<Object> change;

        Content(Supplier<Object> make, Consumer<Object> change) {
            this.make = make;
            this.change = change;
        }
    }

    private PoolBuilder<Object> builder(Content content) {
        return Pool.builder(content.make).name("harbour").tide(tide).checks(checks)
                .onEvict(evicted::add);
    }

    private Pool<Object> pool(Content content) {
        pool = builder(content).build();
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            Flavour.assertBalanced(pool);
            assertEquals(pool.stats().dropped() + pool.stats().evicted(), evicted.size());
        }
    }

    /** A put whose place is known by this method's name. */
    private void firstPut(Object object) {
        pool.put(object);
    }

    private Object putAndChange(Content content) {
        Object object = content.make.get();
        firstPut(object);
        content.change.accept(object);
        return object;
    }

    @ParameterizedTest
    @EnumSource
    void aChangedObjectIsReportedAtTheNextGet(Content content) {
        pool(content);
        putAndChange(content);
        var thrown = assertThrows(IllegalStateException.class, pool::get);
        for (String part : List.of("used after put", "harbour", "UseAfterPutTest", "firstPut")) {
            assertTrue(thrown.getMessage().contains(part),
                    () -> "no \"" + part + "\" in: " + thrown.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangedObjectIsEvicted(Content content) {
        pool(content);
        Object changed = putAndChange(content);
        assertThrows(IllegalStateException.class, pool::get);
        assertEquals(1, evicted.size());
        assertSame(changed, evicted.getFirst());
        assertEquals(0, pool.stats().retained());
    }

    @ParameterizedTest
    @EnumSource
    void theGetAfterTheReportWorks(Content content) {
        pool(content);
        Object changed = putAndChange(content);
        assertThrows(IllegalStateException.class, pool::get);
        assertNotSame(changed, pool.get());
    }

    @ParameterizedTest
    @EnumSource
    void anUnchangedObjectIsHandedOut(Content content) {
        pool(content);
        Object object = content.make.get();
        pool.put(object);
        assertSame(object, pool.get());
    }

    @ParameterizedTest
    @EnumSource
    void anObjectMayChangeWhileItIsHeld(Content content) {
        pool(content);
        Object object = content.make.get();
        pool.put(object);
        pool.get();
        content.change.accept(object);
        pool.put(object);
        assertSame(object, pool.get());
    }

    @Test
    void pollReportsAChangedObject() {
        pool(Content.BYTES);
        putAndChange(Content.BYTES);
        assertThrows(IllegalStateException.class, pool::poll);
        assertNull(pool.poll());
    }

    @Test
    void leaseReportsAChangedObject() {
        pool(Content.BYTES);
        putAndChange(Content.BYTES);
        assertThrows(IllegalStateException.class, pool::lease);
        assertDoesNotThrow(() -> pool.lease().close());
    }

    @Test
    void eachChangedObjectIsReportedOnce() {
        pool(Content.BYTES);
        putAndChange(Content.BYTES);
        putAndChange(Content.BYTES);
        assertThrows(IllegalStateException.class, pool::get);
        assertThrows(IllegalStateException.class, pool::get);
        assertDoesNotThrow(pool::get);
    }

    @Test
    void unchangedObjectsBehindAChangedOneAreHandedOut() {
        pool(Content.BYTES);
        putAndChange(Content.BYTES);
        var untouched = new byte[8];
        pool.put(untouched);
        assertThrows(IllegalStateException.class, pool::get);
        assertSame(untouched, pool.get());
    }

    @Test
    void resetMayChangeTheObject() {
        pool = builder(Content.BYTES).reset(object -> ((byte[]) object)[0]++).build();
        pool.put(new byte[8]);
        assertDoesNotThrow(pool::get);
    }

    @Test
    void aChangedObjectThatTheTideTakesIsEvictedAsAnyOther() {
        pool(Content.BYTES);
        putAndChange(Content.BYTES);
        tide.tick();
        tide.tick();
        assertEquals(1, evicted.size());
        assertNull(pool.poll());
    }

    @Test
    void aFingerprintTellsChangesOfAnyType() {
        var lists = Pool.<List<Integer>>builder(ArrayList::new).tide(tide).checks(checks)
                .fingerprint(List::size).build();
        List<Integer> list = lists.get();
        lists.put(list);
        list.add(1);
        var thrown = assertThrows(IllegalStateException.class, lists::get);
        assertTrue(thrown.getMessage().contains("used after put"), thrown.getMessage());
    }

    @Test
    void anEqualFingerprintIsNoChange() {
        var lists = Pool.<List<Integer>>builder(ArrayList::new).tide(tide).checks(checks)
                .fingerprint(List::size).build();
        List<Integer> list = new ArrayList<>(List.of(1));
        lists.put(list);
        list.set(0, 2);
        assertSame(list, lists.get());
    }

    @Test
    void aTypeWithoutFingerprintIsNotCompared() {
        var lists = Pool.<List<Integer>>builder(ArrayList::new).tide(tide).checks(checks).build();
        List<Integer> list = lists.get();
        lists.put(list);
        list.add(1);
        assertSame(list, lists.get());
    }
}
