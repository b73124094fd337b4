package io.jpvs.bench.traffic;

/// The addresses of the rig: clients behind a router, the balancer's one port in both networks, one server.
///
/// @param ipv6 the IP version
public record Stations(boolean ipv6) {
    /// What net_pcap gives its first device.
    public static final String PORT_MAC = "02:70:63:61:70:00";

    static final String ROUTER_MAC = "02:00:00:00:01:fe";
    static final String SERVER_MAC = "02:00:00:00:02:10";

    /// Flows of one local address. A quarter of what its ports allow: 100,000 flows have four.
    private static final int FLOWS_PER_LOCAL = 25_000;

    private static final int FIRST_LOCAL = 0x100;
    private static final int FIRST_SELECTOR = 1025;
    private static final int CLIENT_SELECTORS = 60_000;
    private static final int STRIDE = 40_503; // odd, and no factor of the number of selectors

    String vip() {
        return ipv6 ? "fd01::100" : "10.1.0.100";
    }

    String router() {
        return ipv6 ? "fd01::fe" : "10.1.0.254";
    }

    String server() {
        return ipv6 ? "fd02::10" : "10.2.0.10";
    }

    /// Returns the address of a client: each flow has its own.
    String client(int flow) {
        return ipv6
                ? "2001:db8::%x:%x".formatted(flow >>> 16 | 0x10, flow & 0xffff)
                : "100.%d.%d.%d".formatted(64 + (flow >>> 16), flow >>> 8 & 0xff, flow & 0xff);
    }

    int clientSelector(int flow) {
        return FIRST_SELECTOR + (int) ((long) flow * STRIDE % CLIENT_SELECTORS);
    }

    String local(int flow) {
        return localAt(flow / FLOWS_PER_LOCAL);
    }

    int localSelector(int flow) {
        return FIRST_SELECTOR + flow % FLOWS_PER_LOCAL;
    }

    int locals(int flows) {
        return (flows + FLOWS_PER_LOCAL - 1) / FLOWS_PER_LOCAL;
    }

    String localAt(int index) {
        int number = FIRST_LOCAL + index;
        return ipv6 ? "fd02::%x".formatted(number) : "10.2.%d.%d".formatted(number >>> 8, number & 0xff);
    }

    /// Writes an address with a selector behind it, as the file of connections has them.
    String endpoint(String address, int selector) {
        return (ipv6 ? "[" + address + "]:" : address + ":") + selector;
    }
}
