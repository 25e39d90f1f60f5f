// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Says how far the work is: on a terminal one line that is written over, elsewhere a line for
 * each round. One thread.
 */
final class Progress {

    private static final int WIDTH = 20;
    private static final long TERMINAL_INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PLAIN_INTERVAL = TimeUnit.SECONDS.toNanos(15);

    private final PrintWriter out;
    private final boolean terminal;
    private double secondsPlanned;
    private double secondsDone;
    private long turnStart;
    private long lastShown;
    private String label = "";
    private String variant = "";
    private int lengthShown;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void start(double seconds) {
        secondsPlanned = seconds;
    }

    void turn(String newLabel, String newVariant) {
        boolean isNew = !newLabel.equals(label);
        label = newLabel;
        variant = newVariant;
        turnStart = System.nanoTime();
        if (terminal || isNew) {
            show();
        }
    }

    void turnDone(double seconds) {
        secondsDone += seconds;
        turnStart = System.nanoTime();
    }

    /** Cheap enough to be called often. */
    void beat() {
        if (System.nanoTime() - lastShown >= (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL)) {
            show();
        }
    }

    /** Leaves the line free for what is printed next. */
    void clear() {
        if (terminal && lengthShown > 0) {
            out.print("\r" + " ".repeat(lengthShown) + "\r");
            out.flush();
            lengthShown = 0;
        }
    }

    private void show() {
        lastShown = System.nanoTime();
        double done = secondsDone + (lastShown - turnStart) / 1e9;
        double share = Math.clamp(done / secondsPlanned, 0, 1);
        String text = String.format("%3.0f %%  %s, %s, %.0f s left", 100 * share, label, variant,
                Math.max(0, secondsPlanned - done));
        if (terminal) {
            int filled = (int) (share * WIDTH);
            String bar = "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] ";
            int padding = Math.max(0, lengthShown - bar.length() - text.length());
            out.print("\r" + bar + text + " ".repeat(padding));
            lengthShown = bar.length() + text.length();
        } else {
            out.println(text);
        }
        out.flush();
    }
}
