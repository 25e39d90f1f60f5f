// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A soak from its beginning to its end: phases of random work, at the end of each nobody is inside
 * and everything is looked at; now and then an ebb, at which everything is given back, nothing may
 * be left, and the process is sampled.
 */
final class Conductor {

    private static final long STUCK_SECONDS = 60;
    private static final Load[] LOADS = {
        new Load(8, 40), new Load(12, 60), new Load(16, 30), new Load(20, 8), new Load(9, 400)
    };

    private final SoakOptions options;
    private final PrintStream out;
    private final SplittableRandom random;
    private final Desk desk;
    private final World world;
    private final Gate gate = new Gate();
    private final Crew crew;
    private final Growth growth = new Growth();
    private final Slopes slopes = new Slopes();
    private final long start = System.nanoTime();
    private final long samplingSeconds;
    private final long progressSeconds;
    private LogWatch log;
    private int phases;
    private double sampledAt;
    private double toldAt;

    Conductor(SoakOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        random = new SplittableRandom(options.seed());
        desk = new Desk(options.seed(), options.plant());
        world = new World(desk);
        crew = new Crew(world, gate, options.threads(), random.split());
        samplingSeconds = Math.clamp(options.seconds() / 60, 1, 60);
        progressSeconds = options.seconds() > 600 ? 60 : 10;
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** {@return what was found; null if nothing} */
    SoakFault run() {
        log = LogWatch.begin(desk, options.alone());
        try {
            while (seconds() < options.seconds() && !desk.hasFailed()) {
                phase();
            }
            if (!desk.hasFailed()) {
                end();
                judge();
            }
        } catch (SoakFault e) {
            desk.record(e);
        } catch (Throwable e) {
            desk.record(e);
        } finally {
            crew.end();
            gate.open();
            if (desk.hasFailed() && crew.isGone()) {
                world.drop();
            }
            log.end();
        }
        report();
        return desk.first();
    }

    private void phase() {
        crew.load(LOADS[random.nextInt(LOADS.length)]);
        int virtual = random.nextInt(3) == 0 ? 500 + random.nextInt(3000) : 0;
        long most = Math.max(200, Math.min(1500, options.seconds() * 100));
        long millis = most / 4 + random.nextLong(most);
        long pauseMicros = 100L << random.nextInt(6);
        gate.open();
        crew.tend();
        crew.startVirtual(virtual);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end && !desk.hasFailed()) {
            crew.disturber().disturb(random);
            crew.tend();
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(
                    random.nextLong(2 * pauseMicros)));
        }
        phases++;
        rendezvous();
    }

    private void rendezvous() {
        require(gate.shut(STUCK_SECONDS, desk::hasFailed));
        if (desk.hasFailed()) {
            return;
        }
        world.check();
        if (seconds() - sampledAt >= samplingSeconds) {
            ebb();
        }
        if (seconds() - toldAt >= progressSeconds) {
            toldAt = seconds();
            out.println(progress());
        }
    }

    private void require(boolean inTime) {
        desk.require(inTime || desk.hasFailed(), "stuck", () -> gate + " after " + STUCK_SECONDS
                + " s:" + crew.whereabouts());
    }

    private void ebb() {
        sampledAt = seconds();
        require(gate.drain(STUCK_SECONDS, desk::hasFailed));
        if (desk.hasFailed()) {
            return;
        }
        world.checkEmpty(random);
        if (random.nextInt(4) == 0) {
            world.spans.forEach(SpanPart::checkIdle);
        }
        growth.grow(desk);
        slopes.add(Sample.take(seconds()));
        if (2 * seconds() > options.seconds()) {
            judge(); // a run that grows need not go on
        }
    }

    private String progress() {
        return "%6.0f s: %d phases, %d operations by %s, %d disturbances, %d warnings as planned%s"
                .formatted(seconds(), phases, world.operations(), crew,
                crew.disturber().count(), log.planned(),
                slopes.samples().isEmpty() ? "" : "; " + slopes.last());
    }

    private void end() {
        require(gate.drain(STUCK_SECONDS, desk::hasFailed));
        crew.end();
        gate.open();
        desk.await(() -> crew.alive() == 0 || desk.hasFailed(), "end of the crew",
                () -> crew.alive() + " threads alive:" + crew.whereabouts());
        if (desk.hasFailed()) {
            return;
        }
        world.checkEmpty(random);
        world.close();
        if (options.alone()) {
            desk.await(() -> threadsLeft().isEmpty(), "no thread of the libraries is left",
                    Conductor::threadsLeft);
        }
    }

    private static List<String> threadsLeft() {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("tidepool-")) {
                left.add(thread.getName());
            }
        }
        return left;
    }

    private void judge() {
        for (Slopes.Rise rise : slopes.rises(options.seconds())) {
            desk.require(!rise.isTooMuch(), "slope of " + rise.figure().text(), rise::toString);
        }
    }

    private void report() {
        out.println(progress());
        slopes.rises(options.seconds()).forEach(out::println);
        SoakFault found = desk.first();
        String verdict = found == null
                ? "soak: nothing found in %.0f s, seed %d".formatted(seconds(), options.seed())
                : "soak: FAILED after %.1f s, seed %d, check \"%s\": %s".formatted(seconds(),
                        options.seed(), found.check(), found.getMessage());
        out.println(verdict);
        if (options.report() != null) {
            List<String> lines = new ArrayList<>();
            slopes.samples().forEach(sample -> lines.add(sample.toJson()));
            lines.add("{\"seed\":%d,\"operations\":%d,\"failed\":%s}".formatted(options.seed(),
                    world.operations(), found == null ? "null"
                            : "\"" + found.check().replace('"', '\'') + "\""));
            try {
                Files.write(options.report(), lines);
            } catch (IOException e) {
                out.println("soak: the report could not be written: " + e);
            }
        }
    }
}
