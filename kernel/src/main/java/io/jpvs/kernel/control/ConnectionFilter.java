package io.jpvs.kernel.control;

import io.jpvs.kernel.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which connections to list: those that match everything that is not null.
///
/// @param protocol a protocol's name
/// @param client an address, or an address and port as a [ConnectionRow] has it
/// @param vip as `client`
/// @param local as `client`
/// @param server as `client`
public record ConnectionFilter(
        @Nullable String protocol,
        @Nullable String client,
        @Nullable String vip,
        @Nullable String local,
        @Nullable String server) {
    /// Lists all.
    public static final ConnectionFilter ALL = new ConnectionFilter(null, null, null, null, null);

    /// Returns the test of a connection.
    public Predicate<ConnectionRow> predicate() {
        List<Predicate<ConnectionRow>> tests = new ArrayList<>();
        String name = protocol;
        if (name != null) {
            tests.add(row -> row.protocol().equals(name));
        }
        addEnd(tests, client, ConnectionRow::client);
        addEnd(tests, vip, ConnectionRow::vip);
        addEnd(tests, local, ConnectionRow::local);
        addEnd(tests, server, ConnectionRow::server);
        return row -> tests.stream().allMatch(test -> test.test(row));
    }

    private static void addEnd(
            List<Predicate<ConnectionRow>> tests, @Nullable String wanted, Function<ConnectionRow, String> end) {
        if (wanted == null) {
            return;
        }
        String address = address(wanted);
        tests.add(
                address == null
                        ? row -> end.apply(row).equals(wanted)
                        : row -> end.apply(row).startsWith(address + ":"));
    }

    /// Returns the address in the form it has in a row, or null if the text is more than an address.
    private static @Nullable String address(String text) {
        boolean inBrackets = text.startsWith("[") && text.endsWith("]");
        try {
            return IpAddress.parse(inBrackets ? text.substring(1, text.length() - 1) : text)
                    .inAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
