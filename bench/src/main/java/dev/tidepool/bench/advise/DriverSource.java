// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/** Writes the drivers of a class: direct calls, which the compiler can inline as in user code. */
final class DriverSource {

    /** In front of generated names; they have no package, as only so can they see a script. */
    static final String PREFIX = "TidepoolAdvise_";

    /** The class that is no driver but a {@link Subject}. */
    static final String SUBJECT = PREFIX + "SUBJECT";

    private static final String ACTION =
            """
                static void %s(%s o) {
                    try {
                        %s
                    } catch (Exception e) {
                        throw Driver.unchecked(e);
                    }
                }
            """;

    private final Target target;

    DriverSource(Target target) {
        this.target = target;
    }

    /**
     * {@return the driver of a question}
     *
     * @param bytes the size of the array that stands for the object's memory
     */
    String driver(Question question, long bytes) {
        boolean memory = question == Question.MEMORY;
        String rounds = memory
                ? "Sink.consume(new byte[" + arrayLength(bytes) + "]);"
                : target.type() + " o = "
                        + (question == Question.KEPT ? "(" + target.type() + ") " : "")
                        + question.body() + (question.disposes() ? " dispose(o);" : "");
        return """
            import dev.tidepool.bench.advise.Driver;
            import dev.tidepool.bench.advise.Probe;
            import dev.tidepool.bench.advise.Sink;
            public final class %s implements Driver {
            %s%s
                public static void main(String[] args) throws Exception {
                    Probe.run(new %1$s(), args);
                }
                @Override public void run(int times) {
                    for (int i = 0; i < times; i++) {
                        %s
                    }
                }
            }
            """
                .formatted(name(question), memory ? "" : members(), extra(question), rounds);
    }

    /** {@return the length of a byte array of about so many bytes with its header} */
    private static long arrayLength(long bytes) {
        return Math.clamp(bytes - 16, 0, Integer.MAX_VALUE - 16);
    }

    private String extra(Question question) {
        if (question.pooled()) {
            return """
                    static final dev.tidepool.pool.Pool<%1$s> POOL =
                            dev.tidepool.pool.Pool.<%1$s>builder(%2$s::make)%3$s%4$s.build();
                    @Override public long misses() { return POOL.stats().misses(); }
                """
                    .formatted(
                            target.type(),
                            name(question),
                            target.hasReset() ? ".reset(" + name(question) + "::reset)" : "",
                            target.hasDispose() ? ".onEvict(" + name(question) + "::dispose)" : "");
        }
        return question != Question.KEPT ? "" : """
                final Object[] kept = new Object[16];
                { java.util.Arrays.setAll(kept, i -> make()); }
            """;
    }

    String subject() {
        return """
            import dev.tidepool.bench.advise.Driver;
            import dev.tidepool.bench.advise.Sink;
            public final class %1$s {
            %2$s
                public static void main(String[] args) throws Exception {
                    dev.tidepool.bench.advise.SizeProbe.run(
                            new dev.tidepool.bench.advise.Subject<%3$s>() {
                        @Override public %3$s make() { return %1$s.make(); }
                        @Override public void use(%3$s o) { %1$s.use(o); }
                        @Override public void reset(%3$s o) { %1$s.reset(o); }
                        @Override public void dispose(%3$s o) { %1$s.dispose(o); }
                    }, args);
                }
            }
            """
                .formatted(SUBJECT, members(), target.type());
    }

    /** {@return the class that asks the question} */
    static String name(Question question) {
        return PREFIX + question;
    }

    private String members() {
        return """
            %s
                static %s make() {
                    try {
                        return %s;
                    } catch (Exception e) {
                        throw Driver.unchecked(e);
                    }
                }
            """
                .formatted(target.prelude(), target.type(), target.make())
                + ACTION.formatted("use", target.type(), target.use())
                + ACTION.formatted("reset", target.type(), target.reset())
                + ACTION.formatted("dispose", target.type(), target.dispose());
    }
}
