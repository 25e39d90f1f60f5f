// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs the body of each test of a {@link ThreadedTest} on a new thread of the kind it names. */
final class OnThread implements InvocationInterceptor {

    @Override
    public void interceptTestMethod(Invocation<Void> body,
            ReflectiveInvocationContext<Method> test, ExtensionContext context) throws Throwable {
        onThread(body, test);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> body,
            ReflectiveInvocationContext<Method> test, ExtensionContext context) throws Throwable {
        onThread(body, test);
    }

    private static void onThread(Invocation<Void> body, ReflectiveInvocationContext<Method> test)
            throws Throwable {
        var instance = (ThreadedTest) test.getTarget().orElseThrow();
        instance.kind.run(body::proceed);
    }
}
