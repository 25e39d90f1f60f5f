// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * Random steps on a model, drawn from one seed: what the properties do with an action chain, but
 * without the library behind those, so that it runs under any flags in any image.
 *
 * @param <M> the model
 */
public final class History<M> {

    private record Step<M>(String name, int max, ObjIntConsumer<M> body) {
    }

    private final List<Step<M>> steps = new ArrayList<>();

    /** Adds a step, which is given a number from 0 to {@code max}; it is drawn by its weight. */
    public History<M> step(int weight, String name, int max, ObjIntConsumer<M> body) {
        for (int i = 0; i < weight; i++) {
            steps.add(new Step<>(name, max, body));
        }
        return this;
    }

    /** Does so many steps, with a look at the model after each. */
    public void run(M model, int length, SplittableRandom random, Consumer<M> check) {
        run(model, length, random, 1, check);
    }

    /** Does so many steps, with a look at the model after some. */
    public void run(M model, int length, SplittableRandom random, int each, Consumer<M> check) {
        var done = new ArrayList<String>();
        for (int i = 0; i < length; i++) {
            Step<M> step = steps.get(random.nextInt(steps.size()));
            int number = random.nextInt(step.max + 1);
            done.add(step.name + " " + number);
            try {
                step.body.accept(model, number);
                if ((i + 1) % each == 0) {
                    check.accept(model);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + " after " + done, e);
            }
        }
    }
}
