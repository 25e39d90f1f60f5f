// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** What a pool of buffers can be furnished with; the contract is the same for all. */
enum BufferFlavour {
    PLAIN,
    EVICTING,
    TENDED,
    ZEROING,
    FURNISHED,
    CHECKED;

    BufferPoolBuilder<Object> builder(BufferKind buffers, BufferRecorder recorder) {
        BufferPoolBuilder<Object> builder = buffers.builder();
        return switch (this) {
            case PLAIN -> builder;
            case EVICTING -> builder.onEvict(recorder::evict);
            case TENDED -> builder.reset(recorder::reset);
            case ZEROING -> builder.zeroOnPut();
            case FURNISHED -> builder.zeroOnPut().reset(recorder::reset)
                    .onEvict(recorder::evict);
            case CHECKED -> builder.checks(Checks.ALL).onEvict(recorder::evict);
        };
    }

    boolean evicts() {
        return this == EVICTING || this == FURNISHED || this == CHECKED;
    }

    boolean resets() {
        return this == TENDED || this == FURNISHED;
    }
}
