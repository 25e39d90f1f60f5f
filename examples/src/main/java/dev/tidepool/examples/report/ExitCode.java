// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** What the process ends with. The help text explains them to the user. */
public final class ExitCode {

    /** All variants ran and shipped the same bytes. */
    public static final int OK = 0;
    /** Anything not listed: a bug. */
    public static final int UNEXPECTED = 1;
    /** An option or its value is wrong. */
    public static final int USAGE = 2;
    /** The folder does not exist. */
    public static final int NO_FOLDER = 3;
    /** Nothing in the folder can be read. */
    public static final int UNREADABLE = 4;
    /** Only binary or empty files. */
    public static final int NO_TEXT = 5;
    /** Two variants shipped different bytes. */
    public static final int CHECKSUMS_DIFFER = 6;
    /** The page or the table cannot be written. */
    public static final int CANNOT_WRITE = 7;
    /** A file changed or vanished during the run. */
    public static final int INPUT_CHANGED = 8;
    /** Interrupted, as a shell counts it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
