package io.jpvs.kernel.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lines that both sides write.
final class Wire {
    /// Revision of the protocol; a balancer answers requests of its own revision only.
    static final int VERSION = 1;

    /// A request is a few words.
    static final int MOST_REQUEST_BYTES = 4096;

    /// Lenient towards fields of a later release, which the client does not know.
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Wire() {}

    /// The one line of a client.
    record Request(
            @Nullable Integer jpvs,
            @Nullable String command,
            @Nullable ConnectionFilter filter) {}

    static byte[] request(String command, ConnectionFilter filter) {
        return line(
                filter.equals(ConnectionFilter.ALL)
                        ? Map.of("jpvs", VERSION, "command", command)
                        : Map.of("jpvs", VERSION, "command", command, "filter", filter));
    }

    /// Understands a request.
    ///
    /// @throws ControlException if it is none of this version
    static Request parseRequest(byte[] line) {
        Request request;
        try {
            request = STRICT.readValue(line, Request.class);
        } catch (JacksonException e) {
            throw refused("the request is no JSON object with the fields jpvs, command and filter");
        }
        if (request == null || request.command() == null || request.jpvs() == null) {
            throw refused("the request lacks jpvs or command");
        }
        if (request.jpvs() != VERSION) {
            throw refused("the request is of version " + request.jpvs() + ", this balancer speaks " + VERSION
                    + "; fix: use the jpvs command of the same release");
        }
        return request;
    }

    static byte[] data(Object value) {
        return line(Map.of("data", value));
    }

    static byte[] done() {
        return line(Map.of("done", true));
    }

    static byte[] error(ControlException e) {
        return line(
                Map.of("error", Map.of("kind", e.kind().name().toLowerCase(Locale.ROOT), "message", e.getMessage())));
    }

    /// Takes a line of the balancer apart.
    ///
    /// @return the data, or null if this is the last line
    /// @throws ControlException if the line is an error, or no line of this protocol
    static @Nullable JsonNode parseReply(String line) {
        JsonNode reply;
        try {
            reply = LENIENT.readTree(line);
        } catch (JacksonException e) {
            throw notUnderstood();
        }
        JsonNode error = reply.get("error");
        if (error != null) {
            throw new ControlException(
                    kind(error.path("kind").asString("")), error.path("message").asString("refused without a reason"));
        }
        JsonNode data = reply.get("data");
        if (data == null && !reply.path("done").asBoolean(false)) {
            throw notUnderstood();
        }
        return data;
    }

    static <T> T as(JsonNode data, Class<T> type) {
        try {
            return LENIENT.treeToValue(data, type);
        } catch (JacksonException e) {
            throw notUnderstood();
        }
    }

    private static ControlException.Kind kind(String name) {
        for (ControlException.Kind kind : ControlException.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        return ControlException.Kind.OPERATION;
    }

    private static byte[] line(Object value) {
        byte[] json = LENIENT.writeValueAsBytes(value);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static ControlException refused(String message) {
        return new ControlException(ControlException.Kind.REQUEST, message);
    }

    private static ControlException notUnderstood() {
        return new ControlException(
                ControlException.Kind.OPERATION,
                "what listens there does not speak the control protocol of jpvs; fix: correct the path of the socket");
    }
}
