// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.fuzz.FuzzTarget;
import dev.tidepool.bench.fuzz.StrictPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Any text as a stored report: refused as no JSON, or a page that runs nothing, and Markdown. */
public final class FuzzedLedger implements FuzzTarget {

    @SuppressWarnings("unused") // All targets are made with a folder.
    public FuzzedLedger(Path folder) {}

    @Override
    public void run(byte[] input) throws IOException {
        JsonTree json;
        try {
            json = JsonTree.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return; // No JSON.
        }
        Report report = Report.of(json);
        StrictPage.parse(HtmlPage.of(report));
        Markdown.document(report);
        String stored = report.toJson();
        String again = Report.of(JsonTree.parse(stored)).toJson();
        if (!stored.equals(again)) {
            throw new AssertionError("stored and read, it is another report: " + again);
        }
    }
}
