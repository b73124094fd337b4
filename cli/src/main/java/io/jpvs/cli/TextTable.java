package io.jpvs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows in aligned columns, numbers to the right. The widths are those of the first rows, so that a list of any
/// length is printed as it comes.
final class TextTable {
    private static final int MEASURED_ROWS = 1000;
    private static final String GAP = "  ";

    private final PrintWriter out;
    private final boolean[] isNumber;
    private final int[] widths;
    private final List<String[]> measured = new ArrayList<>();
    private boolean isStreaming;

    /// Makes a table of these columns; a name with a leading `>` is that of a column of numbers.
    TextTable(PrintWriter out, String... columns) {
        this.out = out;
        this.isNumber = new boolean[columns.length];
        this.widths = new int[columns.length];
        String[] names = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            isNumber[i] = columns[i].startsWith(">");
            names[i] = isNumber[i] ? columns[i].substring(1) : columns[i];
        }
        measured.add(names);
    }

    /// Adds a row, with a value for each column.
    void row(Object... values) {
        String[] row = Arrays.stream(values).map(String::valueOf).toArray(String[]::new);
        if (isStreaming) {
            print(row);
            return;
        }
        measured.add(row);
        if (measured.size() > MEASURED_ROWS) {
            printMeasured();
        }
    }

    /// Prints what is not printed yet.
    void end() {
        if (!isStreaming) {
            printMeasured();
        }
    }

    private void printMeasured() {
        isStreaming = true;
        for (String[] row : measured) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        measured.forEach(this::print);
        measured.clear();
    }

    private void print(String[] row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - row[i].length()));
            line.append(i == 0 ? "" : GAP).append(isNumber[i] ? padding : "").append(row[i]);
            line.append(isNumber[i] ? "" : padding);
        }
        out.println(line.toString().stripTrailing());
    }
}
