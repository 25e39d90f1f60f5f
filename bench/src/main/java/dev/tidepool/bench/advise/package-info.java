// SPDX-License-Identifier: Apache-2.0
/**
 * The advisor: is a class worth pooling?
 *
 * <p>One question is one generated driver class, which calls the factory as the user's own code
 * would, and one question in one fork is one child JVM, so that no profile knows of two questions:
 *
 * <ol>
 *   <li>{@link dev.tidepool.bench.advise.Inspector} asks the compiler what the class is, which of
 *       its constructors and methods can be called, and turns them into a {@link
 *       dev.tidepool.bench.advise.Target}: expressions of Java. No user's class is loaded here.
 *   <li>{@link dev.tidepool.bench.advise.DriverSource} writes a driver for each {@link
 *       dev.tidepool.bench.advise.Question}, and the compiler compiles them.
 *   <li>A first child, {@link dev.tidepool.bench.advise.SizeProbe}, tries the object and measures
 *       its size; the others, {@link dev.tidepool.bench.advise.Probe}, time and count.
 *   <li>{@link dev.tidepool.bench.advise.Rules} judges the {@link
 *       dev.tidepool.bench.advise.Figures}.
 * </ol>
 */
@NullMarked
package dev.tidepool.bench.advise;

import org.jspecify.annotations.NullMarked;
