package io.jpvs.bench.traffic;

/// What the packets of a row are.
public enum Kind {
    /// Datagrams of established flows.
    UDP,
    /// Segments of established connections.
    TCP,
    /// Of twenty flows nine are UDP, nine TCP, two ping.
    MIX,
    /// ICMP errors about established UDP flows, from both sides.
    ERRORS;

    private static final int MIX_FLOWS = 20;

    /// Returns what carries the flow of that number.
    Transport transport(int flow) {
        return switch (this) {
            case UDP, ERRORS -> Transport.UDP;
            case TCP -> Transport.TCP;
            case MIX -> {
                int place = flow % MIX_FLOWS;
                yield place < 9 ? Transport.UDP : place < 18 ? Transport.TCP : Transport.ECHO;
            }
        };
    }

    /// Returns whether its packets need a plugin: the first name that its handler gives itself.
    public boolean needs(String plugin) {
        return switch (this) {
            case UDP -> plugin.equals("udp");
            case TCP -> plugin.equals("tcp");
            case MIX -> true;
            case ERRORS -> plugin.equals("udp") || plugin.equals("icmp");
        };
    }

    /// Returns the fewest flows that show it.
    int leastFlows() {
        return this == MIX ? MIX_FLOWS : 1;
    }
}
