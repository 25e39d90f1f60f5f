// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thread's work, from its start to its death: batches of steps at the parts it knows. */
final class Worker implements Runnable {

    /** How it ends. */
    enum End { TIDY, CRASH }

    private static final int BATCH = 64;
    private static final int VIRTUAL_BATCH = 16;
    /** One in so many batches ends with a disturbance. */
    private static final int DISTURBANCE = 8;

    private final Crew crew;
    private final Desk desk;
    private final Gate gate;
    private final SplittableRandom random;
    private final List<Part> parts = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final int batches;
    private final End end;
    private boolean holds;

    Worker(Crew crew, List<Part> parts, SplittableRandom random, int batches, End end) {
        this.crew = crew;
        this.desk = crew.desk();
        this.gate = crew.gate();
        this.random = random;
        this.batches = batches;
        this.end = end;
        for (Part part : parts) {
            this.parts.add(part);
            sessions.add(part.session(random.split()));
        }
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < batches && !crew.isOver(); i++) {
                inside(this::batch, false);
            }
            inside(end == End.CRASH ? this::abandonAll : this::batch, true);
        } catch (Throwable e) {
            desk.record(e);
        } finally {
            crew.ended();
        }
        if (end == End.CRASH) {
            throw new Planned("a worker dies");
        }
    }

    private void abandonAll() {
        sessions.forEach(Session::abandon);
    }

    private void inside(Runnable work, boolean last) {
        gate.enter(holds);
        holds = true;
        boolean keeps = false;
        try {
            work.run();
            keeps = !last && !gate.isEbbing();
        } finally {
            if (keeps) {
                sessions.forEach(Session::pause);
            } else {
                leaveAll();
            }
            holds = keeps;
            gate.leave(keeps);
        }
    }

    private void leaveAll() {
        for (Session session : sessions) {
            if (desk.hasFailed()) {
                session.pause(); // others may wait
            } else {
                session.leave();
            }
        }
    }

    private void batch() {
        if (crew.isOver()) {
            return;
        }
        int steps = Thread.currentThread().isVirtual() ? VIRTUAL_BATCH : BATCH;
        Load load = crew.load();
        if (random.nextBoolean()) {
            Thread.interrupted(); // else the work goes on interrupted, if it is
        }
        int at = random.nextInt(sessions.size());
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(8) == 0) {
                at = random.nextInt(sessions.size());
            }
            sessions.get(at).step(load);
            parts.get(at).operations.increment();
        }
        if (!Thread.currentThread().isVirtual() && random.nextInt(DISTURBANCE) == 0) {
            crew.disturber().disturb(random);
        }
        if (desk.strikes(Plant.STUCK)) {
            crew.waitForEver();
        }
    }
}
