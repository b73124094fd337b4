package io.jpvs.bench.traffic;

import io.jpvs.testkit.PacketBuilder;

/// What carries a flow.
public enum Transport {
    /// A datagram with 18 bytes: a frame of 60 bytes over IPv4.
    UDP("udp", 53, 53, "-", "udp: {timeouts: {idle: 1d}}"),
    /// A segment with 6 bytes: a frame of 60 bytes over IPv4.
    TCP("tcp", 80, 8080, "ESTABLISHED", "tcp: {timeouts: {established: 1d}}"),
    /// An echo request or reply with 18 bytes: a frame of 60 bytes over IPv4.
    ECHO("icmp", 0, 0, "-", "icmp: {timeouts: {query: 1d}}");

    private static final int ACK_PSH = 0x18;
    private static final int CLIENT_SEQUENCE = 1000;
    private static final int SERVER_SEQUENCE = 5000;
    private static final int LONG_DATA = 18;
    private static final int SHORT_DATA = 6;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST_V6 = 128;

    private final String service;
    private final int servicePort;
    private final int serverPort;
    private final String state;
    private final String longLife;

    Transport(String service, int servicePort, int serverPort, String state, String longLife) {
        this.service = service;
        this.servicePort = servicePort;
        this.serverPort = serverPort;
        this.state = state;
        this.longLife = longLife;
    }

    /// Returns the name its handler gives itself for services.
    String service(boolean ipv6) {
        return this == ECHO && ipv6 ? "icmp6" : service;
    }

    /// Returns the options of its handler that let a flow live a day without packets.
    String longLife() {
        return longLife;
    }

    /// Returns the state of an established flow, as the file of connections has it.
    String state() {
        return state;
    }

    /// Returns what stands for the port of the service in a flow's key: for ping the type of its requests.
    int serviceSelector(boolean ipv6) {
        return this == ECHO ? ipv6 ? ECHO_REQUEST_V6 : ECHO_REQUEST : servicePort;
    }

    /// Returns the same for the server.
    int serverSelector(boolean ipv6) {
        return this == ECHO ? serviceSelector(ipv6) : serverPort;
    }

    /// Returns the port of the service; 0 if there are no ports.
    int servicePort() {
        return servicePort;
    }

    /// Returns the port of the server; 0 if there are no ports.
    int serverPort() {
        return serverPort;
    }

    /// Fills in a packet from the client's side: its own selector to that of the service.
    PacketBuilder request(PacketBuilder ip, int selector, int to) {
        return switch (this) {
            case UDP -> ip.udp(selector, to, new byte[LONG_DATA]);
            case TCP ->
                ip.tcp(selector, to, ACK_PSH, new byte[SHORT_DATA])
                        .sequence(CLIENT_SEQUENCE)
                        .acknowledgment(SERVER_SEQUENCE);
            case ECHO -> ip.echoRequest(selector, 1, new byte[LONG_DATA]);
        };
    }

    /// Fills in a packet from the server's side.
    PacketBuilder reply(PacketBuilder ip, int from, int selector) {
        return switch (this) {
            case UDP -> ip.udp(from, selector, new byte[LONG_DATA]);
            case TCP ->
                ip.tcp(from, selector, ACK_PSH, new byte[SHORT_DATA])
                        .sequence(SERVER_SEQUENCE)
                        .acknowledgment(CLIENT_SEQUENCE);
            case ECHO -> ip.echoReply(selector, 1, new byte[LONG_DATA]);
        };
    }
}
