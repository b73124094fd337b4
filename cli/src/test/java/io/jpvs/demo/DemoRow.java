package io.jpvs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A line of the demo's table: what was looked at, what was expected, what was seen.
record DemoRow(String name, boolean isRight, String expected, String seen) {
    /// Reads what `--rows` wrote: `yes`, `no` or `group`, then the rest, with tabs between. An indented row belongs to
    /// the
    /// last one that is not. None if the demo did not get so far as to write the file.
    static List<DemoRow> read(Path file) throws IOException {
        List<DemoRow> rows = new ArrayList<>();
        String group = "";
        String subject = "";
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] cells = line.split("\t", -1);
            if (cells[0].equals("group")) {
                group = cells[1] + ": ";
                continue;
            }
            String name = cells[1].strip();
            if (cells[1].startsWith(" ")) {
                name = subject + ", " + name;
            } else {
                subject = name;
            }
            rows.add(new DemoRow(group + name, cells[0].equals("yes"), cells[2], cells[3]));
        }
        return rows;
    }
}
