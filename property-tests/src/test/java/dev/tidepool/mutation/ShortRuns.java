// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.mutation;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Fewer tries, always the same ones, and no shrinking: a property meets thousands of mutants, and
 * the next run should tell the same of them. jqwik looks this hook up; without the system property
 * it does nothing.
 */
public final class ShortRuns implements AroundPropertyHook {
    static final String TRIES = "dev.tidepool.mutation.tries";

    private static final int TRIES_AT_MOST = Integer.getInteger(TRIES, Integer.MAX_VALUE);

    @Override
    public boolean appliesTo(Optional<AnnotatedElement> element) {
        return TRIES_AT_MOST < Integer.MAX_VALUE;
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(
            PropertyLifecycleContext context, PropertyExecutor property) {
        var attributes = context.attributes();
        attributes.setTries(Math.min(attributes.tries().orElse(1000), TRIES_AT_MOST));
        attributes.setSeed("42");
        attributes.setShrinking(ShrinkingMode.OFF);
        attributes.setAfterFailure(AfterFailureMode.RANDOM_SEED);
        return property.execute();
    }
}
