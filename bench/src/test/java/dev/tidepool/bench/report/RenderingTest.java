// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a report looks like, whatever the names in it are. */
class RenderingTest {

    @TempDir private Path folder;
    private Report report;

    @BeforeEach
    void measure() throws Exception {
        Samples.FakeSuite suite = new Samples.FakeSuite();
        JsonTree fingerprint = Samples.fingerprint("a");
        SampleFile file = SampleFile.open(folder, fingerprint);
        List<Step> steps = Step.plan(List.of(suite), Profile.QUICK, 3);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        new Measuring(steps, file, Profile.QUICK.pace(), nowhere).run();
        List<Skip> failed = List.of(new Skip("<b>", Samples.HOSTILE));
        Section section = Section.of(suite, file.entries(), failed);
        report = new Report(fingerprint, 3, List.of(section));
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                .map(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @Test
    void thePageIsWellFormedAndHasEveryRow() throws Exception {
        Document page = parse(HtmlPage.of(report));
        List<String> cells = texts(page, "td");
        List<String> divisions = texts(page, "div");
        for (String row :
                List.of("pair / " + Samples.HOSTILE, "both / peer", "both, shown", "never")) {
            assertTrue(cells.contains(row), row);
            assertTrue(divisions.contains(row), row);
        }
        assertTrue(cells.contains("absentPeer"));
        assertTrue(cells.contains("MISSED: time"));
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        String html = HtmlPage.of(report);
        Document page = parse(html);
        for (String tag : List.of("script", "link", "img", "iframe", "object")) {
            assertEquals(0, page.getElementsByTagName(tag).getLength(), tag);
        }
        assertFalse(html.contains("http"), "an address");
        assertFalse(html.contains("url("), "an address");
    }

    @Test
    void whatIsMetAndWhatIsMissedDifferInShape() throws Exception {
        NodeList paths = parse(HtmlPage.of(report)).getElementsByTagName("path");
        List<String> met = shapes(paths, "met");
        List<String> missed = shapes(paths, "missed");
        assertFalse(met.isEmpty());
        assertFalse(missed.isEmpty());
        assertFalse(met.stream().anyMatch(missed::contains));
    }

    private static List<String> shapes(NodeList paths, String kind) {
        return Stream.iterate(0, i -> i < paths.getLength(), i -> i + 1)
                .map(i -> (Element) paths.item(i))
                .filter(path -> path.getAttribute("class").equals(kind))
                .map(path -> path.getAttribute("d"))
                .distinct()
                .toList();
    }

    @Test
    void everyColumnOfAPlotIsDrawn() throws Exception {
        NodeList paths = parse(HtmlPage.of(report)).getElementsByTagName("path");
        assertTrue(shapes(paths, "line live").stream().anyMatch(path -> path.contains("L")));
    }

    @Test
    void tablesKeepTheirColumnsInMarkdown() {
        String text = Markdown.document(report);
        assertFalse(text.lines().anyMatch(l -> l.startsWith("|") && l.contains("<script")));
        for (String table : Markdown.parts(report).values()) {
            List<Integer> columns =
                    table.lines()
                            .filter(line -> line.startsWith("|"))
                            .map(line -> line.replace("\\|", "").split("\\|", -1).length)
                            .distinct()
                            .toList();
            assertTrue(columns.size() <= 1, table);
        }
    }

    @Test
    void theHeadlineCounts() {
        assertEquals(
                "1 of 3 targets are met, 1 are missed, 1 unknown; for 0 of them the rounds lie on "
                        + "both sides of the target.",
                report.headline());
    }

    @Test
    void aStoredReportReadsAsItWas() throws IOException {
        Report again = Report.of(JsonTree.parse(report.toJson()));
        assertEquals(HtmlPage.of(report), HtmlPage.of(again));
        assertEquals(Markdown.document(report), Markdown.document(again));
        assertEquals(report.toJson(), again.toJson());
    }

    @Test
    void plantsAndSmokeAreSaidFirst() {
        JsonTree planted =
                Fingerprint.of(Map.of("plant", "pool:sleep", "profile", "smoke"));
        Report warned = new Report(planted, 1, List.of());
        String html = HtmlPage.of(warned);
        assertTrue(html.contains("Planted slow-down: pool:sleep."));
        assertTrue(html.contains("A smoke run"));
        assertTrue(Markdown.document(warned).contains("Planted slow-down: pool:sleep."));
    }

    @Test
    void numbersKeepTwoDigits() {
        assertEquals("0.57", Numbers.ratio(0.5713));
        assertEquals("0.024", Numbers.ratio(0.0239));
        assertEquals("0.0023", Numbers.ratio(0.00231));
        assertEquals("57464", Numbers.amount(57464.48));
        assertEquals("-", Numbers.ratio(Double.NaN));
        assertEquals(20, MemoryPlot.step(70));
        assertEquals(0.5, MemoryPlot.step(2.4));
    }
}
