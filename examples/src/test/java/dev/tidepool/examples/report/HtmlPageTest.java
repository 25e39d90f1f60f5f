// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanStats;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlPageTest {

    private static final String NASTY = "<b>&\"'\u0001\uFFFE</style><script>.log";

    @Test
    void thePageIsWellFormed() throws Exception {
        assertEquals("html", parse(html(results())).getDocumentElement().getTagName());
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        String html = html(results()).replaceAll("xmlns=\"[^\"]*\"", "");
        for (String reference : List.of("http:", "https:", "src=", "href", "url(", "@import",
                "<script", "<link", "<iframe", "file:")) {
            assertFalse(html.contains(reference), reference);
        }
    }

    @Test
    void thePageHasAPlotForEachQuestion() throws Exception {
        Document page = parse(html(results()));
        NodeList figures = page.getElementsByTagName("figure");
        assertEquals(6, figures.getLength());
        for (int i = 0; i < figures.getLength(); i++) {
            Element figure = (Element) figures.item(i);
            assertEquals(1, figure.getElementsByTagName("svg").getLength());
            assertFalse(figure.getElementsByTagName("strong").item(0).getTextContent().isBlank());
        }
    }

    @Test
    void noCoordinateIsBeyondNumbers() throws Exception {
        String html = html(List.of(result("fresh", 0, 0), result("tidepool", 0, -1)));
        String plots = html.substring(html.indexOf("<figure>"), html.lastIndexOf("</figure>"));
        assertFalse(Pattern.compile("NaN|Infinity|[\" ]-\\d").matcher(plots).find(), plots);
        parse(html);
    }

    @Test
    void namesAreTextAndNeverMarkup() throws Exception {
        String html = html(results());
        assertFalse(html.contains("<b>"));
        Document page = parse(html);
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains("<b>&\"'\uFFFD\uFFFD</style><script>.log (permission denied)"));
    }

    @Test
    void theFooterSaysHowTheFiguresWereComeBy() throws Exception {
        Element footer = (Element) parse(html(results())).getElementsByTagName("footer").item(0);
        String text = footer.getTextContent();
        for (String word : List.of("Command", "AllocationReport --x", "Corpus", "1 unreadable",
                "JDK", Runtime.version().toString(), "Collector", GcLog.collectors(),
                "JVM flags", "CPU")) {
            assertTrue(text.contains(word), word + " is missing in " + text);
        }
    }

    @Test
    void theSpanAllocatorSpeaksForItself() throws Exception {
        String title = "The span allocator's own statistics";
        assertFalse(parse(html(results())).getDocumentElement().getTextContent().contains(title));
        Document page = parse(html(List.of(result("span", 50, 8000))));
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains(title) && text.contains("record texts"), text);
        assertEquals(7, page.getElementsByTagName("figure").getLength());
    }

    @Test
    void theHeadlineComparesThePoolWithFreshObjects() throws Exception {
        assertEquals("Fresh objects allocate 8.00 bytes per byte of input, Tidepool 0.500. "
                + "Tidepool's throughput is 100.0 % higher, with 3 collections instead of 3.",
                findings(List.of(result("fresh", 50, 8000), result("tidepool", 100, 500)))
                        .headline().orElseThrow());
    }

    @Test
    void theHeadlineAdmitsWhenRoundsOverlap() throws Exception {
        assertTrue(findings(List.of(result("fresh", 100, 8000), result("tidepool", 99.5, 500)))
                .headline().orElseThrow().contains("0.5 % lower (the rounds overlap)"));
    }

    private static List<Result> results() {
        return List.of(result("fresh", 50, 8000), result("queue", 70, 600),
                result("tidepool", 100, 500));
    }

    private static Result result(String name, double rate, long allocated) {
        Meter meter = new Meter();
        meter.bytes = 1000;
        meter.taken.records = 10_000;
        for (int i = 1; i <= 10_000 && rate > 0; i++) {
            meter.recordNanos.recordValue(100L * i);
        }
        return new Result(name, List.of(0.99 * rate, rate, 1.01 * rate), meter, allocated,
                new GcLog.Totals(3, 20, 9), 12, 5, 0, 42, 8000,
                Variant.TIDEPOOL.supplies().stats(), spans(name));
    }

    private static List<SpanStats> spans(String name) {
        try (Supplies supplies = Variant.named(name).supplies()) {
            return supplies.spanStats();
        }
    }

    private static Findings findings(List<Result> results) {
        Settings settings = new Settings(Path.of("."), 2, false, 5, Variant.all(),
                Path.of("page.html"), "AllocationReport --x", false);
        Corpus corpus = new Corpus(Path.of(NASTY.substring(0, 3)), List.of(), 2, 1,
                List.of(new Corpus.Unreadable(NASTY, "permission denied")));
        return new Findings(settings, Environment.current(), corpus, "2 platform threads",
                "the worker threads", results);
    }

    private static String html(List<Result> results) {
        return new HtmlPage(findings(results)).html();
    }

    private static Document parse(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
