// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/** What the objects of the rule of thumb are made of. */
enum Shape {
    BYTES("byte[]") {
        @Override
        Target target(int bytes, boolean cleared) {
            return Target.synthetic(
                    "byte[]",
                    "new byte[" + Math.max(1, bytes - HEADER) + "]",
                    "o[0]++; Sink.consume(o[o.length - 1]);",
                    cleared ? "java.util.Arrays.fill(o, (byte) 0);" : "");
        }
    },
    GRAPH("object graph") {
        @Override
        Target target(int bytes, boolean cleared) {
            String chain = Chain.class.getName();
            return Target.synthetic(
                    chain,
                    chain + ".of(" + bytes + ")",
                    "Sink.consume(o.touch());",
                    cleared ? "o.clear();" : "");
        }
    };

    private static final int HEADER = 16;

    private final String title;

    Shape(String title) {
        this.title = title;
    }

    /** {@return objects of about so many bytes, with a reset or without} */
    abstract Target target(int bytes, boolean cleared);

    String title() {
        return title;
    }
}
