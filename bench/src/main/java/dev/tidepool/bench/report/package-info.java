// SPDX-License-Identifier: Apache-2.0
/**
 * The report on all libraries: measures suites of comparisons in rounds, keeps each reading at
 * once, and writes JSON, Markdown and a page.
 *
 * <p>{@link dev.tidepool.bench.report.ReportCommand} is the door. {@link
 * dev.tidepool.bench.report.Measuring} runs the steps of {@link dev.tidepool.bench.report.Step} and
 * appends to a {@link dev.tidepool.bench.report.SampleFile}. {@link
 * dev.tidepool.bench.report.Report} is what is stored; {@link dev.tidepool.bench.report.Markdown}
 * and {@link dev.tidepool.bench.report.HtmlPage} show it, whether it was measured just now or long
 * ago.
 */
@NullMarked
package dev.tidepool.bench.report;

import org.jspecify.annotations.NullMarked;
