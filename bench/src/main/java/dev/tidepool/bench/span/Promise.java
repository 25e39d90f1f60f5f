// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Detection;

/**
 * What a profile answers to a misuse, exactly.
 *
 * @param kind whether there is an answer
 * @param answer how the answer begins; empty if any will do
 * @param where it is documented, or why it is so; empty where that goes without saying
 */
record Promise(Kind kind, String answer, String where) {

    static final String NOT_DETECTED = "not detected";

    /** Whether there is an answer. */
    enum Kind {
        ANSWERED,
        NOT_DETECTED,
        EITHER
    }

    /** An exception of exactly this class, with a message. */
    static Promise thrown(Class<? extends Throwable> type) {
        return new Promise(Kind.ANSWERED, type.getSimpleName() + ": ", "");
    }

    /** Nobody gets an exception, the statistics count it. */
    static Promise counted(Detection detection) {
        return new Promise(Kind.ANSWERED, "counted: " + detection + " ", "");
    }

    /** What a case says itself if all is as it should be. */
    static Promise said(String words) {
        return new Promise(Kind.ANSWERED, words, "");
    }

    static Promise notDetected(String where) {
        return new Promise(Kind.NOT_DETECTED, NOT_DETECTED, where);
    }

    static Promise either(String why) {
        return new Promise(Kind.EITHER, "", why);
    }

    boolean isKeptBy(String given) {
        return (given.startsWith(answer) && given.length() > answer.length())
                || (kind == Kind.NOT_DETECTED && given.equals(answer));
    }

    /** {@return what to say of an answer} */
    String judge(String given) {
        if (!isKeptBy(given)) {
            return "NOT AS PROMISED: "
                    + (kind == Kind.NOT_DETECTED ? "no answer" : answer + "...")
                    + because();
        }
        return switch (kind) {
            case ANSWERED -> "exact";
            case NOT_DETECTED -> "as documented" + because();
            case EITHER -> "either is allowed" + because();
        };
    }

    private String because() {
        return where.isEmpty() ? "" : ": " + where;
    }
}
