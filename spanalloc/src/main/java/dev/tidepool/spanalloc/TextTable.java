// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;

/** Columns of plain text: the first at the left, the others at the right. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;
    private boolean lastIsLeft;

    TextTable(String... header) {
        columns = header.length;
        rows.add(List.of(header));
    }

    void leftAlignLast() {
        lastIsLeft = true;
    }

    void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns);
        }
        rows.add(List.of(cells));
    }

    String text() {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private void line(List<String> row, int[] widths, StringBuilder text) {
        for (int i = 0; i < columns; i++) {
            String cell = row.get(i);
            String padding = " ".repeat(widths[i] - width(cell));
            if (i == 0) {
                text.append(cell).append(padding);
            } else if (i == columns - 1 && lastIsLeft) {
                text.append(GAP).append(cell);
            } else {
                text.append(GAP).append(padding).append(cell);
            }
        }
        text.append('\n');
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
