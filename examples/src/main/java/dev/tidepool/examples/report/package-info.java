// SPDX-License-Identifier: Apache-2.0
/**
 * The parts of the allocation report.
 *
 * <p>{@link dev.tidepool.examples.report.Corpus} finds the text files and cuts them into chunks.
 * {@code Pipeline} ships one chunk: read, split, record, escape, deflate, checksum. It asks
 * {@code Supplies} for every object it needs and gives each back; what {@code Supplies} does with
 * them is all that differs between the {@link dev.tidepool.examples.report.Variant variants}.
 * For the variants off the heap that is where a record's text is: in the memory of an
 * {@code OffHeap}. {@code Experiment} lets the variants take turns on a {@code Crew} of threads and
 * collects a {@code Result} for each, which {@code ReportTable} and {@code HtmlPage} show.
 */
@NullMarked
package dev.tidepool.examples.report;

import org.jspecify.annotations.NullMarked;
