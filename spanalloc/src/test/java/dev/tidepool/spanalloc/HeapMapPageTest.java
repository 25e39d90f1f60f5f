// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.PageRun.Kind;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HeapMapPageTest {

    private static final HeapMapSample SAMPLE = HeapMapSample.fragmented(42, 2, 0.3);
    private static final HeapMapSample DENSE = HeapMapSample.fragmented(7, 5, 0.9);

    @Test
    void thePageIsWellFormed() throws Exception {
        for (String html : List.of(page(SAMPLE), page(DENSE),
                HeapMapPage.of(StatsSamples.empty(), List.of()))) {
            assertEquals("html", parse(html).getDocumentElement().getTagName());
        }
    }

    @Test
    void thePageNeedsNothingElse() {
        String html = page(SAMPLE).replaceAll("xmlns=\"[^\"]*\"", "").replace("url(#pattern-", "");
        for (String reference : List.of("http:", "https:", "src=", "href", "url(", "@import",
                "<script", "<link", "<iframe", "file:", " on")) {
            assertFalse(html.contains("<" + reference) || !reference.equals(" on")
                    && html.contains(reference), reference);
        }
    }

    @Test
    void everyRunIsDrawnWithItsAddressOrInARowThatIsCounted() throws Exception {
        Document page = parse(page(SAMPLE));
        List<Element> grids = grids(page);
        assertEquals(SAMPLE.regions().size(), grids.size());
        for (int i = 0; i < grids.size(); i++) {
            RegionMap region = SAMPLE.regions().get(i);
            String text = grids.get(i).getTextContent();
            for (PageRun run : region.runs()) {
                assertTrue(text.contains("0x" + Long.toHexString(region.address(run.firstPage()))
                        + ": "), run.toString());
            }
            assertEquals(region.pages() / 128, drawnRows(grids.get(i)) + countedRows(text));
        }
    }

    @Test
    void aSpanTellsItsClassAndHowFullItIs() {
        String html = HeapMapPage.of(SAMPLE.stats("main"), List.of(new RegionMap(0x10000, 10,
                List.of(new PageRun(0, 2, Kind.SPAN, 5, 31, 340),
                        new PageRun(2, 8, Kind.LARGE, 0, 1, 1)))));
        assertTrue(html.contains("<title>0x10000: span of class 5, slots of 48 bytes, "
                + "16\u00A0KiB, 31 of 340 slots live (9.1\u00A0%)</title>"), html);
        assertTrue(html.contains("<title>0x14000: large block, 64\u00A0KiB</title>"), html);
    }

    @Test
    void regionsThatAreLeftOutAreCounted() throws Exception {
        RegionMap region = DENSE.regions().getLast();
        List<RegionMap> many = IntStream.range(0, 1000).mapToObj(i -> region).toList();
        String html = HeapMapPage.of(DENSE.stats("many"), many);
        Matcher remark = Pattern.compile("Left out, for want of room: (\\d+) more regions, "
                + "(\\d+\\.\\d)\u00A0GiB: ").matcher(html);
        assertTrue(remark.find());
        int leftOut = Integer.parseInt(remark.group(1));
        assertEquals(1000, grids(parse(html)).size() + leftOut);
        assertEquals(leftOut / 16.0, Double.parseDouble(remark.group(2)), 0.06);
        assertFalse(page(DENSE).contains("Left out"));
    }

    @Test
    void thePageIsOfBoundedSize() {
        List<RegionMap> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.addAll(DENSE.regions());
        }
        for (int count : new int[] {1, 2, 5, 20, 100, 1500}) {
            int bytes = HeapMapPage.of(DENSE.stats("many"), many.subList(0, count))
                    .getBytes(StandardCharsets.UTF_8).length;
            assertTrue(bytes < 2_000_000, count + " regions: " + bytes + " bytes");
        }
    }

    @Test
    void theNameIsTextAndNeverMarkup() throws Exception {
        String name = "<b>&\"'\u0001\uFFFE</style><script>\ud83d\ude00\ud83d";
        String html = HeapMapPage.of(SAMPLE.stats(name), SAMPLE.regions());
        assertFalse(html.contains("<b>"));
        Document page = parse(html);
        assertEquals("Heap map of <b>&\"'\uFFFD\uFFFD</style><script>\ud83d\ude00\uFFFD",
                page.getElementsByTagName("h1").item(0).getTextContent());
    }

    @Test
    void theHeadlineSaysWhatIsFragmentation() {
        SpanStats s = StatsSamples.empty();
        long mib = 1 << 20;
        SpanStats stats = new SpanStats("main", Profile.BALANCED, 64 * mib, 3 * mib, mib / 2,
                mib / 2, mib / 2, mib / 4, mib / 4, 59 * mib, 12, 0, 5 * mib, s.pages(),
                s.limits(), s.scavenger(), s.detections(), s.sizeClasses(), s.caches(),
                s.peak());
        assertTrue(HeapMapPage.of(stats, List.of()).contains("3\u00A0MiB live in 4.5\u00A0MiB of "
                + "spans: 40\u00A0% of the resident memory is fragmentation or in reserve."));
    }

    @Test
    void noCoordinateIsBeyondNumbers() throws Exception {
        SpanStats s = SAMPLE.stats("main");
        SpanStats racy = new SpanStats("main", Profile.BALANCED, 8192, -100, 9000, 4, -5, 0, 0, 1,
                -1, 0, 0, s.pages(), s.limits(), s.scavenger(), s.detections(),
                List.of(new SpanStats.SizeClass(3, 24, 1, 1, 0, 0, 7, -3, 1, 1, 0, 0, 0,
                        List.of())), s.caches(), s.peak());
        List<RegionMap> odd = List.of(new RegionMap(0, 2,
                List.of(new PageRun(0, 1, Kind.SPAN, 3, 9, 4), new PageRun(1, 1, Kind.SPAN, 3, -2,
                        0))));
        for (String html : List.of(HeapMapPage.of(racy, odd),
                HeapMapPage.of(StatsSamples.empty(), odd))) {
            parse(html);
            assertFalse(html.contains("NaN") || html.contains("Infinity"), html);
            assertFalse(Pattern.compile("(x|y|width|height)=\"-").matcher(html).find(), html);
        }
    }

    @Test
    void drawingsSayInWordsWhatTheyShow() throws Exception {
        NodeList drawings = parse(page(SAMPLE)).getElementsByTagName("svg");
        for (int i = 0; i < drawings.getLength(); i++) {
            Element drawing = (Element) drawings.item(i);
            if (!drawing.getAttribute("aria-hidden").equals("true")) {
                assertEquals("img", drawing.getAttribute("role"));
                for (String words : List.of("title", "desc")) {
                    assertFalse(drawing.getElementsByTagName(words).item(0).getTextContent()
                            .isBlank());
                }
            }
        }
    }

    @Test
    void thePageIsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        String html = page(SAMPLE);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(html, page(SAMPLE));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String page(HeapMapSample sample) {
        return HeapMapPage.of(sample.stats("main"), sample.regions());
    }

    private static List<Element> grids(Document page) {
        NodeList drawings = page.getElementsByTagName("svg");
        return IntStream.range(0, drawings.getLength()).mapToObj(i -> (Element) drawings.item(i))
                .filter(svg -> svg.getAttribute("aria-labelledby").startsWith("region-")).toList();
    }

    private static long drawnRows(Element grid) {
        NodeList cells = grid.getElementsByTagName("rect");
        return IntStream.range(0, cells.getLength())
                .mapToObj(i -> (int) Double.parseDouble(((Element) cells.item(i))
                        .getAttribute("y")) / 16).distinct().count();
    }

    private static long countedRows(String text) {
        return Pattern.compile("(\\d+) more rows? like this").matcher(text).results()
                .mapToLong(match -> Long.parseLong(match.group(1))).sum();
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
    }
}
