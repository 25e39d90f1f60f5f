// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs the tests of an {@link ArenaContract} on the kind of thread that its setting names. */
final class OwnThread implements InvocationInterceptor {

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    private static void proceed(Invocation<Void> invocation, ExtensionContext context)
            throws Throwable {
        var test = (ArenaContract) context.getRequiredTestInstance();
        test.setting.thread().run(() -> {
            RefusedMemory.proceed(invocation);
            test.closeParents();
        });
    }
}
