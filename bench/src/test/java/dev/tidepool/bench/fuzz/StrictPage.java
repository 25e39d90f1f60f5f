// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.CharBuffer;
import java.util.Locale;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A page that an XML parser accepts, that UTF-8 can say, and that runs and loads nothing. */
public final class StrictPage {

    private static final Set<String> FOREIGN =
            Set.of("script", "i", "img", "iframe", "object", "embed", "link", "base", "form");

    private StrictPage() {}

    /** {@return the parsed page} */
    public static Document parse(String html) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(html));
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Document page = builder.parse(new InputSource(new StringReader(html)));
            check(page.getElementsByTagName("*"));
            return page;
        } catch (CharacterCodingException e) {
            throw new AssertionError("no UTF-8: " + e, e);
        } catch (SAXException e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(NodeList elements) {
        int styles = 0;
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            String tag = element.getTagName().toLowerCase(Locale.ROOT);
            styles += tag.equals("style") ? 1 : 0;
            if (FOREIGN.contains(tag) || styles > 1) {
                throw new AssertionError("foreign element " + tag);
            }
            for (int j = 0; j < element.getAttributes().getLength(); j++) {
                Attr attribute = (Attr) element.getAttributes().item(j);
                String name = attribute.getName().toLowerCase(Locale.ROOT);
                if (attribute.getValue().matches("(?:.*[ML ])?(?:NaN|-?Infinity).*")
                        && !name.equals("aria-label")) {
                    throw new AssertionError("not a number: " + attribute);
                }
                boolean loads = name.equals("href") && !attribute.getValue().startsWith("#");
                if (name.startsWith("on") || name.equals("src") || loads) {
                    throw new AssertionError("foreign attribute " + attribute);
                }
            }
        }
    }
}
