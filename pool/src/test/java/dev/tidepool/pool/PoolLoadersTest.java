// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is unloaded leaves nothing in the pools' library, nor on its threads. */
@Timeout(60)
class PoolLoadersTest {

    @ParameterizedTest
    @EnumSource
    void theLoaderOfPoolsAndObjectsIsCollectableAfterTwoTicks(Checks checks) throws Throwable {
        Tide tide = Tide.manual();
        try (var worker = new Worker(ThreadKind.PLATFORM)) {
            var loader = new AtomicReference<WeakReference<ClassLoader>>();
            worker.run(() -> loader.set(useGuest(tide, checks)));
            tide.tick();
            tide.tick();
            assertTrue(Gc.clears(loader.get()), "the application's class loader is reachable");
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void theLibraryItselfCanBeUnloadedWhileTheThreadsThatUsedItLive(ThreadKind kind)
            throws Throwable {
        try (var worker = new Worker(kind)) {
            var loader = new AtomicReference<WeakReference<ClassLoader>>();
            worker.run(() -> loader.set(useOwnLibrary()));
            assertTrue(Gc.clears(loader.get()), "the library's class loader is reachable");
        }
    }

    @Test
    void theGuestIsLoadedApart() throws Exception {
        assertNotSame(LoaderGuest.class,
                new GuestLoader().loadClass(LoaderGuest.class.getName()));
    }

    @SuppressWarnings("unchecked")
    private static WeakReference<ClassLoader> useGuest(Tide tide, Checks checks)
            throws ReflectiveOperationException {
        var loader = new GuestLoader();
        var guest = (BiConsumer<Tide, Checks>) loader.loadClass(LoaderGuest.class.getName())
                .getConstructor().newInstance();
        guest.accept(tide, checks);
        return new WeakReference<>(loader);
    }

    private static WeakReference<ClassLoader> useOwnLibrary() throws Exception {
        var urls = new URL[TestPath.entries().size()];
        int count = 0;
        for (Path entry : TestPath.entries()) {
            urls[count++] = entry.toUri().toURL();
        }
        try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            var guest = (Runnable) loader.loadClass(LoaderGuest.class.getName())
                    .getConstructor().newInstance();
            guest.run();
            return new WeakReference<>(loader);
        }
    }

    /** Defines the guest anew, and asks its parent for every other class. */
    private static final class GuestLoader extends ClassLoader {

        GuestLoader() {
            super(PoolLoadersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(LoaderGuest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = LoaderGuest.class.getResourceAsStream("LoaderGuest.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
