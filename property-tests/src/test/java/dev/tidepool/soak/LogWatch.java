// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens to what the libraries log: a warning that nobody planned is a fault. */
final class LogWatch extends Handler {

    /** Strongly held, since the log manager does not. */
    private static final Logger LOGGER = Logger.getLogger("dev.tidepool");

    private final Desk desk;
    private final boolean alone;
    private final LongAdder planned = new LongAdder();

    private LogWatch(Desk desk, boolean alone) {
        this.desk = desk;
        this.alone = alone;
    }

    /**
     * {@return a watch that listens}
     *
     * @param alone whether nobody else makes the libraries log
     */
    static LogWatch begin(Desk desk, boolean alone) {
        var watch = new LogWatch(desk, alone);
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(watch);
        return watch;
    }

    void end() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }

    long planned() {
        return planned.sum();
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        String message = String.valueOf(logged.getMessage());
        if (logged.getThrown() instanceof Planned || message.contains("never put back")
                || message.contains("was never closed")) {
            planned.increment();
        } else if (logged.getThrown() instanceof SoakFault fault) {
            desk.record(fault);
        } else if (alone) {
            desk.record(new SoakFault("log", message, logged.getThrown()));
        }
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
    }
}
