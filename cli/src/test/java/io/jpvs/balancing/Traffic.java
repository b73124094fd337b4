package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What is balanced in these tests: one connection of each kind, and its packets on all four legs. The first
/// connection of a kernel gets the first local port or identifier.
enum Traffic {
    UDP {
        @Override
        PacketBuilder fromClient(PacketBuilder ip) {
            return ip.udp(CLIENT_PORT, SERVICE_PORT, DATA);
        }

        @Override
        PacketBuilder toServer(PacketBuilder ip) {
            return ip.udp(LOCAL_PORT, SERVER_PORT, DATA);
        }

        @Override
        PacketBuilder fromServer(PacketBuilder ip) {
            return ip.udp(SERVER_PORT, LOCAL_PORT, ANSWER);
        }

        @Override
        PacketBuilder toClient(PacketBuilder ip) {
            return ip.udp(SERVICE_PORT, CLIENT_PORT, ANSWER);
        }
    },

    TCP {
        @Override
        PacketBuilder fromClient(PacketBuilder ip) {
            return fromClientSegment(ip.tcp(CLIENT_PORT, SERVICE_PORT, ACK | PSH, DATA));
        }

        @Override
        PacketBuilder toServer(PacketBuilder ip) {
            return fromClientSegment(ip.tcp(LOCAL_PORT, SERVER_PORT, ACK | PSH, DATA));
        }

        @Override
        PacketBuilder fromServer(PacketBuilder ip) {
            return fromServerSegment(ip.tcp(SERVER_PORT, LOCAL_PORT, ACK | PSH, ANSWER));
        }

        @Override
        PacketBuilder toClient(PacketBuilder ip) {
            return fromServerSegment(ip.tcp(SERVICE_PORT, CLIENT_PORT, ACK | PSH, ANSWER));
        }

        @Override
        List<Sent> handshake(Family family) {
            PacketBuilder syn = family.fromClient()
                    .tcp(CLIENT_PORT, SERVICE_PORT, SYN)
                    .sequence(CLIENT_FIRST)
                    .tcpOptions(2, 4, 5, 180);
            PacketBuilder synAck = family.fromServer()
                    .tcp(SERVER_PORT, LOCAL_PORT, SYN | ACK)
                    .sequence(SERVER_FIRST)
                    .acknowledgment(CLIENT_FIRST + 1);
            return List.of(new Sent(Side.CLIENT, syn.bytes()), new Sent(Side.SERVER, synAck.bytes()));
        }
    },

    ECHO {
        @Override
        PacketBuilder fromClient(PacketBuilder ip) {
            return ip.echoRequest(CLIENT_ID, SEQUENCE, DATA);
        }

        @Override
        PacketBuilder toServer(PacketBuilder ip) {
            return ip.echoRequest(LOCAL_ID, SEQUENCE, DATA);
        }

        @Override
        PacketBuilder fromServer(PacketBuilder ip) {
            return ip.echoReply(LOCAL_ID, SEQUENCE, DATA);
        }

        @Override
        PacketBuilder toClient(PacketBuilder ip) {
            return ip.echoReply(CLIENT_ID, SEQUENCE, DATA);
        }
    },

    /// RFC 792; ICMPv6 has none.
    TIMESTAMP {
        @Override
        PacketBuilder fromClient(PacketBuilder ip) {
            return ip.icmp(13, 0, CLIENT_ID << 16 | SEQUENCE, TIMES);
        }

        @Override
        PacketBuilder toServer(PacketBuilder ip) {
            return ip.icmp(13, 0, LOCAL_ID << 16 | SEQUENCE, TIMES);
        }

        @Override
        PacketBuilder fromServer(PacketBuilder ip) {
            return ip.icmp(14, 0, LOCAL_ID << 16 | SEQUENCE, TIMES);
        }

        @Override
        PacketBuilder toClient(PacketBuilder ip) {
            return ip.icmp(14, 0, CLIENT_ID << 16 | SEQUENCE, TIMES);
        }
    };

    static final int CLIENT_PORT = 40_000;
    static final int SERVICE_PORT = 80;
    static final int LOCAL_PORT = 1025;
    static final int SERVER_PORT = 8080;
    static final int CLIENT_ID = 0x1234;
    static final int LOCAL_ID = 1;
    static final int SEQUENCE = 7;

    /// Returns the local identifier that a kernel deals next to one server after `dealt` others; with several workers
    /// each deals its share.
    static int localId(int dealt) {
        return LOCAL_ID + dealt * Setup.WORKERS;
    }

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int CLIENT_FIRST = 0x7fff_fff0;
    static final int SERVER_FIRST = 0xffff_fff0;

    /// Odd lengths, so that the padding of the checksum counts.
    static final byte[] DATA = bytes(0xca, 0xfe, 0xba, 0xbe, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);

    static final byte[] ANSWER = bytes(0xde, 0xad, 0xbe, 0xef, 0xff, 0xff, 0, 0, 9, 8, 7);
    static final byte[] TIMES = bytes(0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 6);

    /// Returns what runs over an IP version.
    static Set<Traffic> over(Family family) {
        return family.isIpv6() ? EnumSet.of(UDP, TCP, ECHO) : EnumSet.allOf(Traffic.class);
    }

    /// Writes what the client sends behind an IP header.
    abstract PacketBuilder fromClient(PacketBuilder ip);

    /// Writes what the server gets of it.
    abstract PacketBuilder toServer(PacketBuilder ip);

    /// Writes what the server answers.
    abstract PacketBuilder fromServer(PacketBuilder ip);

    /// Writes what the client gets of it.
    abstract PacketBuilder toClient(PacketBuilder ip);

    /// Writes what a side sends to the balancer.
    PacketBuilder from(Side side, PacketBuilder ip) {
        return side == Side.CLIENT ? fromClient(ip) : fromServer(ip);
    }

    /// Writes what the other side gets of it.
    PacketBuilder onwardsFrom(Side side, PacketBuilder ip) {
        return side == Side.CLIENT ? toServer(ip) : toClient(ip);
    }

    /// Returns what goes before the first data.
    List<Sent> handshake(Family family) {
        return List.of();
    }

    /// Returns all that establishes the connection.
    List<Sent> opening(Family family) {
        List<Sent> packets = new ArrayList<>(handshake(family));
        for (Side side : Side.values()) {
            packets.add(new Sent(side, from(side, family.from(side)).bytes()));
        }
        return packets;
    }

    /// Establishes the connection, the first of its kind in that kernel; TCP with its handshake.
    void open(HandlerKernel kernel, Family family) {
        for (Sent sent : handshake(family)) {
            assertEquals(1, sent.into(kernel).size());
        }
        Wire.assertSent(
                toServer(family.toServer()).bytes(),
                kernel.fromClient(fromClient(family.fromClient()).bytes()));
        Wire.assertSent(
                toClient(family.toClient()).bytes(),
                kernel.fromServer(fromServer(family.fromServer()).bytes()));
    }

    boolean isQuery() {
        return this == ECHO || this == TIMESTAMP;
    }

    /// Returns what a configuration calls the protocol.
    String protocol(Family family) {
        return switch (this) {
            case UDP -> "udp";
            case TCP -> "tcp";
            case ECHO, TIMESTAMP -> family.isIpv6() ? "icmp6" : "icmp";
        };
    }

    private static PacketBuilder fromClientSegment(PacketBuilder segment) {
        return segment.sequence(CLIENT_FIRST + 1).acknowledgment(SERVER_FIRST + 1);
    }

    private static PacketBuilder fromServerSegment(PacketBuilder segment) {
        return segment.sequence(SERVER_FIRST + 1).acknowledgment(CLIENT_FIRST + 1 + DATA.length);
    }
}
