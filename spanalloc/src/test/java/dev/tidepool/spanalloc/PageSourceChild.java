// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;

/** Prints what page sources there are; run by {@link NativeAccessTest} in JVMs of its own. */
final class PageSourceChild {

    private PageSourceChild() {
    }

    public static void main(String[] arguments) {
        System.out.println("permitted: " + NativeAccess.isPermitted());
        for (int i = 0; i < 3; i++) {
            PageSource source = SystemPageSources.orPortable();
            try (Arena arena = Arena.ofShared()) {
                long byteSize = source.map(1 << 20, 4096, arena).byteSize();
                System.out.println("chosen: " + source + ", mapped " + byteSize);
            }
        }
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println("system: " + PageSource.system());
            } catch (IllegalCallerException e) {
                System.out.println("system: denied");
            }
        }
    }
}
