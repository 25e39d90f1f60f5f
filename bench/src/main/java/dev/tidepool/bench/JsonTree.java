// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link Json} has written, read again. A number is a double, and null is one that is not a
 * number; what is not there reads as an empty text, as no number, or as an empty list.
 */
public record JsonTree(Map<String, Object> members) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /**
     * {@return the object that a text is}
     *
     * @throws IOException if it is not one, or not all of one
     */
    public static JsonTree parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            if (value(parser) instanceof Map<?, ?> map && parser.nextToken() == null) {
                return of(map);
            }
            throw new IOException("not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonTree of(Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(name.toString(), value));
        return new JsonTree(members);
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NULL -> Double.NaN;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_STRING -> whole(parser.getText());
            case null, default -> throw new IOException("unexpected " + token);
        };
    }

    /** A number beyond doubles is none that could be drawn. */
    private static double finite(double number) {
        return Double.isInfinite(number) ? Double.NaN : number;
    }

    /** Half a surrogate pair could not be written again, in whatever form. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> map(JsonParser parser) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName());
            parser.nextToken();
            map.put(name, value(parser));
        }
        return map;
    }

    private static List<Object> list(JsonParser parser) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public String text(String name) {
        return members.getOrDefault(name, "").toString();
    }

    public double number(String name) {
        return members.get(name) instanceof Double number ? number : Double.NaN;
    }

    public int integer(String name) {
        return (int) number(name);
    }

    public JsonTree node(String name) {
        return members.get(name) instanceof Map<?, ?> map ? of(map) : new JsonTree(Map.of());
    }

    /** {@return the objects of a list} */
    public List<JsonTree> nodes(String name) {
        List<JsonTree> nodes = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof Map<?, ?> map) {
                nodes.add(of(map));
            }
        }
        return nodes;
    }

    public List<Double> numbers(String name) {
        return doubles(list(name));
    }

    /** {@return the lists of numbers of a list} */
    public List<List<Double>> rows(String name) {
        List<List<Double>> rows = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof List<?> row) {
                rows.add(doubles(row));
            }
        }
        return rows;
    }

    /** {@return the members that are numbers} */
    public Map<String, Double> doubles() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        members.forEach(
                (name, value) -> {
                    if (value instanceof Double number) {
                        numbers.put(name, number);
                    }
                });
        return numbers;
    }

    private List<?> list(String name) {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }

    private static List<Double> doubles(List<?> list) {
        return list.stream().map(e -> e instanceof Double number ? number : Double.NaN).toList();
    }
}
