package io.jpvs.bench.report;

import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes what was measured for programs.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /// Writes a record and what is in it.
    public static void write(Path file, Object report) {
        MAPPER.writeValue(file, report);
    }
}
