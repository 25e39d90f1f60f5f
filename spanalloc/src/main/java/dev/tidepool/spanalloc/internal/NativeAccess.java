// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every restricted call of the project, so that native access is granted to one module and read in
 * one place.
 *
 * <p>Each method throws {@link IllegalCallerException} if the JVM denies this module native access.
 * Where it only warns, the first call makes it print its warning.
 */
public final class NativeAccess {

    private NativeAccess() {
    }

    /**
     * {@return whether the calls of this class are permitted}
     *
     * <p>Only where access was not granted is a call tried, so only there can a warning appear, and
     * it is the one that the first use would cause.
     */
    @SuppressWarnings("restricted")
    public static boolean isPermitted() {
        if (NativeAccess.class.getModule().isNativeAccessEnabled()) {
            return true;
        }
        try {
            return MemorySegment.NULL.reinterpret(0).byteSize() == 0;
        } catch (IllegalCallerException denied) {
            return false;
        }
    }

    /**
     * Makes a segment over memory that the caller owns.
     *
     * @param address where it starts
     * @param byteSize its size in bytes
     * @param arena whose lifetime it has
     * @param cleanup what to do when the arena was closed, if anything; it gets the memory as a
     *     segment that is always alive
     * @return the segment
     * @throws IllegalCallerException if native access is denied
     * @throws IllegalStateException if the arena is closed
     * @throws WrongThreadException if the arena belongs to another thread
     */
    @SuppressWarnings("restricted")
    public static MemorySegment segment(
            long address, long byteSize, Arena arena, @Nullable Consumer<MemorySegment> cleanup) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, cleanup);
    }

    /**
     * As the method above, with nothing to do when the arena was closed. What lies at the address
     * has to have this size: nothing here or in the JDK checks it.
     *
     * @param address where it starts
     * @param byteSize its size in bytes
     * @param arena whose lifetime it has
     * @return the segment
     * @throws IllegalCallerException if native access is denied
     * @throws IllegalStateException if the arena is closed
     * @throws WrongThreadException if the arena belongs to another thread
     */
    @SuppressWarnings("restricted")
    public static MemorySegment segment(long address, long byteSize, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
    }

    /**
     * Links a function of the C library.
     *
     * @param symbol its name
     * @param function its signature
     * @param options how to link it
     * @return a handle that calls it
     * @throws IllegalCallerException if native access is denied
     * @throws UnsupportedOperationException if there is no such function here
     */
    public static MethodHandle downcall(
            String symbol, FunctionDescriptor function, Linker.Option... options) {
        return link(Linker.nativeLinker().defaultLookup(), symbol, function, options);
    }

    /**
     * Links a function of a library of the system, for example {@code kernel32} on Windows.
     *
     * @param library its name as the system's loader knows it
     * @param symbol the function's name
     * @param function its signature
     * @param options how to link it
     * @return a handle that calls it
     * @throws IllegalCallerException if native access is denied
     * @throws UnsupportedOperationException if there is no such library or function here
     */
    @SuppressWarnings("restricted")
    public static MethodHandle downcallIn(
            String library, String symbol, FunctionDescriptor function, Linker.Option... options) {
        SymbolLookup lookup;
        try {
            lookup = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new UnsupportedOperationException("no library " + library, missing);
        }
        return link(lookup, symbol, function, options);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(SymbolLookup lookup, String symbol,
            FunctionDescriptor function, Linker.Option... options) {
        MemorySegment address = lookup.find(symbol).orElseThrow(
                () -> new UnsupportedOperationException("no function " + symbol));
        return Linker.nativeLinker().downcallHandle(address, function, options);
    }
}
