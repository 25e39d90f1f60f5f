// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The plants that the process grows by, some at each ebb. */
final class Growth {

    private static final int NATIVE_BYTES = 32 << 20;
    private static final int HEAP_BYTES = 4 << 20;
    private static final int THREADS = 4;
    private static final int MAPPINGS = 64;
    private static final int DESCRIPTORS = 8;
    private static final int MAPPED_BYTES = 4096;

    private final List<Object> kept = new ArrayList<>();

    void grow(Desk desk) {
        if (desk.strikes(Plant.LEAK_NATIVE)) {
            Arena.global().allocate(NATIVE_BYTES).fill((byte) 1);
        }
        if (desk.strikes(Plant.LEAK_HEAP)) {
            kept.add(new byte[HEAP_BYTES]);
        }
        for (int i = 0; i < THREADS && desk.strikes(Plant.LEAK_THREAD); i++) {
            Thread.ofPlatform().daemon().start(Growth::waitForEver);
        }
        for (int i = 0; i < MAPPINGS && desk.strikes(Plant.LEAK_MAPPING); i++) {
            leakFile(true);
        }
        for (int i = 0; i < DESCRIPTORS && desk.strikes(Plant.LEAK_DESCRIPTOR); i++) {
            leakFile(false);
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // nobody does
        }
    }

    private void leakFile(boolean map) {
        try {
            Path file = Files.createTempFile("soak", null);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ,
                    StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            if (map) {
                kept.add(channel.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES,
                        Arena.global()));
                channel.close();
            } else {
                kept.add(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
