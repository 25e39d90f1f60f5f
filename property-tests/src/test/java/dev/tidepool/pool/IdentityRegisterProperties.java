// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** A register of objects by identity, beside an identity set of those that somebody keeps. */
class IdentityRegisterProperties {

    /** All are equal, so that nothing but identity tells them apart. */
    private static final class Thing {
        @Override
        public boolean equals(Object other) {
            return other instanceof Thing;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static final class Model {
        private final IdentityRegister register = new IdentityRegister();
        private final Set<Object> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Object> order = new ArrayList<>();

        void add(int count) {
            for (int i = 0; i < count; i++) {
                var thing = new Thing();
                register.add(thing);
                kept.add(thing);
                order.add(thing);
            }
        }

        void addGarbage(int count) {
            for (int i = 0; i < count; i++) {
                register.add(new Thing());
            }
        }

        void drop(int count) {
            for (int i = 0; i < count && !order.isEmpty(); i++) {
                kept.remove(order.remove(i * 31 % order.size()));
            }
        }

        void collect() {
            System.gc();
        }

        void check() {
            kept.forEach(thing -> assertTrue(register.contains(thing), "lost"));
            for (int i = 0; i < 20; i++) {
                assertFalse(register.contains(new Thing()), "never added");
            }
        }
    }

    @Property(tries = 200)
    void whatWasAddedIsFoundAndNothingElse(@ForAll("histories") ActionChain<Model> chain) {
        chain.withInvariant("finds", Model::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Model>> histories() {
        return ActionChain.startWith(Model::new)
                .withAction(6, Steps.<Model>step("add", 60, Model::add))
                .withAction(4, Steps.<Model>step("add garbage", 60, Model::addGarbage))
                .withAction(3, Steps.<Model>step("drop", 60, Model::drop))
                .withAction(1, Steps.<Model>step("collect", 0, (model, n) -> model.collect()))
                .withMaxTransformations(30);
    }

    @Example
    void nothingIsKeptAlive() {
        var register = new IdentityRegister();
        var things = new ArrayList<WeakReference<Object>>();
        for (int i = 0; i < 1_000; i++) {
            var thing = new Thing();
            register.add(thing);
            things.add(new WeakReference<>(thing));
        }
        long left = things.size();
        for (int i = 0; i < 50 && left > 0; i++) {
            System.gc();
            left = things.stream().filter(thing -> !thing.refersTo(null)).count();
        }
        assertEquals(0, left);
        assertFalse(register.contains(new Thing()));
    }

    @Example
    void whatWasHandedOverIsFoundWhileOthersAreAdded() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            var register = new IdentityRegister();
            var handedOver = new ConcurrentLinkedQueue<Object>();
            var fault = new AtomicReference<String>();
            var adders = new ArrayList<Thread>();
            for (int i = 0; i < 2; i++) {
                adders.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 2_000; n++) {
                        var thing = new Thing();
                        register.add(thing);
                        handedOver.add(thing);
                        register.add(new Thing());
                    }
                }));
            }
            var all = new ArrayList<>();
            while (adders.stream().anyMatch(Thread::isAlive) || !handedOver.isEmpty()) {
                Object thing = handedOver.poll();
                if (thing != null) {
                    all.add(thing);
                    check(register, thing, fault);
                    check(register, all.get(all.size() / 2), fault);
                }
                if (register.contains(new Thing())) {
                    fault.set("never added");
                }
            }
            all.forEach(thing -> check(register, thing, fault));
            assertEquals(null, fault.get());
        }
    }

    private static void check(IdentityRegister register, Object thing,
            AtomicReference<String> fault) {
        if (!register.contains(thing)) {
            fault.set("lost");
        }
    }
}
