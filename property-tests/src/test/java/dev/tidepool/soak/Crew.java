// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The threads: platform threads that die and are replaced, and virtual ones by the thousand. */
final class Crew {

    private static final int MOST_VIRTUAL = 4000;

    private final World world;
    private final Gate gate;
    private final SplittableRandom random;
    private final Thread[] platform;
    private final Disturber disturber;
    private final AtomicInteger alive = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Load load = new Load(10, 20);
    private volatile boolean over;
    private long platformStarted;
    private long virtualStarted;

    Crew(World world, Gate gate, int threads, SplittableRandom random) {
        this.world = world;
        this.gate = gate;
        this.random = random;
        platform = new Thread[threads];
        disturber = new Disturber(world, this);
    }

    Desk desk() {
        return world.desk;
    }

    Gate gate() {
        return gate;
    }

    Disturber disturber() {
        return disturber;
    }

    Load load() {
        return load;
    }

    void load(Load next) {
        load = next;
    }

    boolean isOver() {
        return over || desk().hasFailed();
    }

    void ended() {
        alive.decrementAndGet();
    }

    int alive() {
        return alive.get();
    }

    /** Starts a thread in place of each that died. */
    void tend() {
        for (int i = 0; i < platform.length; i++) {
            if (platform[i] == null || !platform[i].isAlive()) {
                platform[i] = startPlatform();
            }
        }
    }

    private Thread startPlatform() {
        int batches = 20 + random.nextInt(1 << random.nextInt(13));
        Worker.End end = random.nextInt(4) == 0 ? Worker.End.CRASH : Worker.End.TIDY;
        var worker = new Worker(this, world.parts, random.split(), batches, end);
        alive.incrementAndGet();
        return Thread.ofPlatform().daemon().name("soak " + platformStarted++)
                .uncaughtExceptionHandler((thread, e) -> uncaught(e)).start(worker);
    }

    private void uncaught(Throwable e) {
        if (!(e instanceof Planned)) {
            desk().record(e);
        }
    }

    /** Starts short-lived virtual threads, each at a few of the parts. */
    void startVirtual(int count) {
        for (int i = 0; i < count && alive.get() < MOST_VIRTUAL; i++) {
            List<Part> some = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                some.add(world.parts.get(random.nextInt(world.parts.size())));
            }
            var worker = new Worker(this, some, random.split(), random.nextInt(4),
                    Worker.End.TIDY);
            alive.incrementAndGet();
            virtualStarted++;
            Thread.ofVirtual().name("soak virtual").start(worker);
        }
    }

    void interruptOne(SplittableRandom chance) {
        Thread thread = platform[chance.nextInt(platform.length)]; // perhaps one that has died
        if (thread != null) {
            thread.interrupt();
        }
    }

    void end() {
        over = true;
    }

    /** {@return whether all threads end soon} */
    boolean isGone() {
        for (int i = 0; i < 200 && alive.get() > 0; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        return alive.get() == 0;
    }

    void waitForEver() {
        try {
            never.await();
        } catch (InterruptedException e) {
            waitForEver();
        }
    }

    /** {@return where the platform threads are, for a run that hangs} */
    String whereabouts() {
        var text = new StringBuilder();
        for (Thread thread : platform) {
            if (thread != null && thread.isAlive()) {
                text.append('\n').append(thread);
                StackTraceElement[] stack = thread.getStackTrace();
                for (int i = 0; i < Math.min(8, stack.length); i++) {
                    text.append("\n    at ").append(stack[i]);
                }
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return platformStarted + " platform and " + virtualStarted + " virtual threads";
    }
}
