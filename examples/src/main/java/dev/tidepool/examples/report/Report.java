// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.PrintWriter;
import java.util.List;

/** The whole way from a folder to a table and a page. */
public final class Report {

    private final Settings settings;
    private final PrintWriter out;
    private final PrintWriter err;

    private Report(Settings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /**
     * Measures and reports: the table to {@code out}, progress and warnings to {@code err}.
     *
     * @throws ReportFailure if there can be no report, or it cannot be written
     */
    public static void run(Settings settings, PrintWriter out, PrintWriter err)
            throws ReportFailure, InterruptedException {
        new Report(settings, out, err).run();
    }

    private void run() throws ReportFailure, InterruptedException {
        Corpus corpus = CorpusFinder.find(settings.folder());
        corpus.requireText();
        HtmlFile file = new HtmlFile(settings.html());
        file.requireWritable();
        if (!corpus.unreadable().isEmpty()) {
            err.println("not read: " + Text.someOf(corpus.unreadable()));
            err.flush();
        }
        print(corpus.describe() + "\n");
        Findings findings = measure(corpus);
        print("\n" + ReportTable.of(findings, "us").asText() + "\n");
        print(findings.checksum() + "\n");
        print("Allocated bytes are counted for " + findings.allocatedBy() + ".\n");
        file.write(new HtmlPage(findings).html());
        print("Plots and explanations: " + settings.html() + "\n");
    }

    private Findings measure(Corpus corpus) throws ReportFailure, InterruptedException {
        List<Chunk> chunks = corpus.chunks();
        List<Trial> trials = settings.variants().stream()
                .map(variant -> new Trial(variant.toString(), variant.supplies(), chunks))
                .toList();
        Progress progress = new Progress(err, settings.terminal());
        try (Crew crew = settings.crew()) {
            List<Result> results =
                    new Experiment(trials, crew, progress).run(settings.seconds());
            return new Findings(settings, Environment.current(), corpus, crew.describe(),
                    crew.allocatedBy(), results);
        } finally {
            progress.clear();
            trials.forEach(trial -> trial.supplies().close());
        }
    }

    /** A full disk behind standard output would go unnoticed otherwise. */
    private void print(String text) throws ReportFailure {
        out.print(text);
        if (out.checkError()) {
            throw new ReportFailure(ExitCode.CANNOT_WRITE,
                    "cannot write the table to standard output");
        }
    }
}
