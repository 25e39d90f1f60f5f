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
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** What happens to the libraries from outside while the crew works: tides, collections, clears. */
final class Disturber {

    private static final int NATIVE_BYTES = 16 << 10;
    private static final int HEAP_BYTES = 4 << 10;

    private final World world;
    private final Crew crew;
    private final SplittableRandom random;
    /** Of the plants. */
    private final List<Object> kept = new ArrayList<>();

    Disturber(World world, Crew crew, SplittableRandom random) {
        this.world = world;
        this.crew = crew;
        this.random = random;
    }

    void disturb() {
        int n = random.nextInt(100);
        if (n < 30) {
            world.tide.tick();
        } else if (n < 80) {
            world.parts.get(random.nextInt(world.parts.size())).disturb(random);
        } else if (n < 98) {
            crew.interruptOne();
        } else {
            System.gc();
        }
        plant(world.desk);
    }

    private void plant(Desk desk) {
        if (desk.strikes(Plant.LEAK_NATIVE)) {
            Arena.global().allocate(NATIVE_BYTES).fill((byte) 1);
        } else if (desk.strikes(Plant.LEAK_HEAP)) {
            kept.add(new byte[HEAP_BYTES]);
        } else if (desk.strikes(Plant.LEAK_THREAD)) {
            Thread.ofPlatform().daemon().start(() -> await(new CountDownLatch(1)));
        } else if (desk.strikes(Plant.LEAK_MAPPING)) {
            leakFile(true);
        } else if (desk.strikes(Plant.LEAK_DESCRIPTOR)) {
            leakFile(false);
        } else if (desk.strikes(Plant.LOG)) {
            System.getLogger("dev.tidepool.soak").log(System.Logger.Level.WARNING, "planted");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
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
                kept.add(channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, Arena.global()));
                channel.close();
            } else {
                kept.add(channel);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
