// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/** What is thrown on use after close, and by the wrong thread. */
final class Closed {

    private Closed() {
    }

    /**
     * {@return an exception about a lifetime that has ended}
     *
     * @param closedAt where it was closed, if that is known
     */
    static IllegalStateException already(@Nullable Throwable closedAt) {
        if (closedAt == null) {
            return new IllegalStateException("Already closed");
        }
        return new IllegalStateException("Already " + closedAt.getMessage(), closedAt);
    }

    /** {@return a note of who closes something, to be thrown at whoever uses it later} */
    static Throwable here() {
        return new Throwable("closed by " + name(Thread.currentThread()));
    }

    /** {@return a note of who opens something} */
    static Throwable opened() {
        return new Throwable("opened by " + name(Thread.currentThread()));
    }

    static IllegalStateException closing() {
        return new IllegalStateException("The arena is being closed");
    }

    static WrongThreadException wrongThread(Thread owner) {
        return new WrongThreadException("The arena is confined to " + name(owner)
                + ", this is " + name(Thread.currentThread()));
    }

    static IllegalStateException pool(String name) {
        return new IllegalStateException("arena pool '" + name + "' is closed");
    }

    private static String name(Thread thread) {
        return "thread '" + thread.getName() + "' #" + thread.threadId();
    }
}
