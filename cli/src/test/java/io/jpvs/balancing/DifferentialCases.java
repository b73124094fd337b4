package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The packets that jpvs and Linux both get.
final class DifferentialCases {
    private static final String OTHER_LOCAL = "10.2.0.2";
    private static final String OTHER_LOCAL6 = "fd02::2";
    private static final int UNSERVED_PROTOCOL = 47;

    /// A version, a checksum, and one object of class 1 (MPLS label stack, RFC 4950).
    private static final byte[] EXTENSION =
            bytes(0x20, 0, 0x6b, 0x19, 0, 8, 1, 1, 0x12, 0x34, 0x51, 1, 0, 8, 1, 1, 0xde, 0xad, 0xbe, 0xef);

    private final List<DifferentialCase> cases;
    private final Family family;
    private final Traffic traffic;
    private final Side from;

    private DifferentialCases(List<DifferentialCase> cases, Family family, Traffic traffic, Side from) {
        this.cases = cases;
        this.family = family;
        this.traffic = traffic;
        this.from = from;
    }

    static List<DifferentialCase> all() {
        List<DifferentialCase> cases = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                for (Side from : Side.values()) {
                    DifferentialCases rows = new DifferentialCases(cases, family, traffic, from);
                    rows.addErrors();
                    rows.addQuotes();
                    rows.addForgeries();
                    rows.addData();
                }
            }
            new DifferentialCases(cases, family, Traffic.ECHO, Side.CLIENT).addQueries();
            new DifferentialCases(cases, family, Traffic.ECHO, Side.SERVER).addReplies();
        }
        new DifferentialCases(cases, Family.IPV4, Traffic.TIMESTAMP, Side.CLIENT).addTimestamps();
        return cases;
    }

    private Complaint error() {
        return Complaint.about(traffic, family, from);
    }

    private void add(String name, Complaint complaint) {
        add(name, complaint.arriving());
    }

    private void add(String name, PacketBuilder packet) {
        add(name, packet.bytes());
    }

    private void add(String name, byte[] packet) {
        add(name, packet, JustifiedDifference.NONE);
    }

    private void add(String name, byte[] packet, JustifiedDifference difference) {
        cases.add(new DifferentialCase(name, family, traffic, new Sent(from, packet), difference));
    }

    /// The error's own header.
    private void addErrors() {
        add("port unreachable", error());
        for (int mtu : new int[] {0, 1, 67, 68, 576, 1279, 1280, 1400, 0xffff}) {
            add("too big, MTU " + mtu, error().type(family.tooBig).rest(mtu).quoting(LEAST_QUOTE));
        }
        add("hop limit exceeded", error().type(family.hopLimitExceeded));
        add("parameter problem", error().type(family.parameterProblem).rest(family.isIpv6() ? 48 : 20 << 24));
        add("administratively prohibited", error().type(family.prohibited));
        add("unknown code", error().type(family.portUnreachable | 0xff));
        add("unused word used", error().rest(0xfe00_0001));
        for (int type : family.isIpv6() ? new int[] {0, 5, 100, 127} : new int[] {4}) {
            add("rare type " + type, error().type(type, 0));
        }
        for (int type : family.isIpv6() ? new int[] {150, 255} : new int[] {1, 2, 6, 7, 19, 40, 255}) {
            add("no error, type " + type, error().type(type, 0));
        }
        add("redirect", error().type(family.isIpv6() ? 137 : 5, 1).rest(0x0a01_0001));
        add("wrong checksum", error().outer(ip -> ip.wrongChecksum(1)));
        add("checksum of 0", error().outer(PacketBuilder::noChecksum));
        add("hop limit 2", error().outer(ip -> ip.hopLimit(2)));
        add("hop limit 1", error().outer(ip -> ip.hopLimit(1)));
        add("hop limit 255", error().outer(ip -> ip.hopLimit(255)));
        add("traffic class", error().outer(ip -> ip.trafficClass(0xb8).identification(0xbeef)));
        add("from the host itself", error().by(from == Side.CLIENT ? family.client : family.server));
        if (family.isIpv6()) {
            add("destination options", error().outer(ip -> ip.extension(60, bytes(1, 4, 0, 0, 0, 0))));
            add("hop-by-hop options", error().outer(ip -> ip.extension(0, bytes(1, 4, 0, 0, 0, 0))));
        } else {
            add("no-operation options", error().outer(ip -> ip.options(1, 1, 1, 0)));
            add("may not be fragmented", error().outer(PacketBuilder::dontFragment));
            add("wrong header checksum", error().outer(ip -> ip.wrongHeaderChecksum(1)));
        }
    }

    /// What is quoted, and how much of it.
    private void addQuotes() {
        for (int length = 0; length <= 24; length++) {
            boolean checksum = traffic == Traffic.TCP && (length == 18 || length == 19);
            add(
                    length + " bytes quoted",
                    error().quoting(length).arriving(),
                    checksum ? JustifiedDifference.CHECKSUM_OF_SHORT_QUOTE : JustifiedDifference.NONE);
        }
        int header = family.headerBytes();
        add("header cut", error().damaged(quote -> Arrays.copyOf(quote, header - 1)));
        add("nothing quoted", error().damaged(quote -> new byte[0]));
        add("bytes behind the quote", error().followedBy(bytes(1, 2, 3, 4, 5)));
        add("quoted checksum wrong", error().quoted(packet -> packet.wrongChecksum(0x0102)));
        add("quoted hop limit 0", error().quoted(packet -> packet.hopLimit(0)));
        add("quoted class", error().quoted(packet -> packet.trafficClass(0x2e).identification(0xcafe)));
        add("first fragment quoted", error().quoted(packet -> packet.fragment(0, true)));
        add("later fragment quoted", error().quoted(packet -> packet.fragment(8, false)));
        add(
                "another version quoted",
                error().damaged(quote -> with(quote, 0, quote[0] ^ 0x20)).arriving(),
                JustifiedDifference.QUOTED_VERSION);
        addRfc4884();
        if (traffic == Traffic.UDP) {
            add("no quoted checksum", error().quoted(PacketBuilder::noChecksum));
            add("no quoted checksum, eight bytes", error().quoting(LEAST_QUOTE).quoted(PacketBuilder::noChecksum));
        }
        if (family.isIpv6()) {
            addQuotedExtensions();
        } else {
            addQuotedOptions();
        }
    }

    private void addQuotedOptions() {
        add("quoted options", error().quoted(packet -> packet.options(7, 7, 4, 10, 0, 0, 1, 0)));
        add(
                "quoted options, eight bytes",
                error().quoting(LEAST_QUOTE).quoted(packet -> packet.options(0x94, 4, 0, 0)));
        add("as many quoted options as can be", error().quoted(packet -> packet.options(new int[40])));
        add("quoted header checksum stale", error().quoted(packet -> packet.wrongHeaderChecksum(0x0100)));
        add("quoted header too short", error().damaged(quote -> with(quote, 0, 0x44)));
        add("quoted packet may not be fragmented", error().quoted(PacketBuilder::dontFragment));
    }

    private void addQuotedExtensions() {
        byte[] padding = bytes(1, 4, 0, 0, 0, 0);
        add("quoted hop-by-hop options", error().quoted(packet -> packet.extension(0, padding)));
        add("quoted destination options", error().quoted(packet -> packet.extension(60, padding)));
        add(
                "quoted destination options, eight bytes",
                error().quoting(LEAST_QUOTE).quoted(packet -> packet.extension(60, padding)));
        add("quoted routing header", error().quoted(packet -> packet.extension(43, bytes(253, 0, 0, 0, 0, 0))));
        add(
                "three quoted extension headers",
                error().quoted(packet -> packet.extension(0, padding)
                        .extension(43, bytes(253, 0, 0, 0, 0, 0))
                        .extension(60, padding)));
        add("quoted authentication header", error().quoted(packet -> packet.extension(51, new byte[22])));
        add("atomic fragment quoted", error().quoted(packet -> packet.fragment(0, false)));
    }

    /// RFC 4884: a quote padded with zeros to 128 bytes, its length in the header, then extensions.
    private void addRfc4884() {
        int words = family.isIpv6() ? 128 / 8 << 24 : 128 / 4 << 16;
        int quoted = error().original().length;
        byte[] behind = new byte[128 - quoted + EXTENSION.length];
        System.arraycopy(EXTENSION, 0, behind, 128 - quoted, EXTENSION.length);
        for (int type : family.isIpv6() ? new int[] {1, 3} : new int[] {3, 11, 12}) {
            Complaint extended = error().type(type, 0).followedBy(behind);
            add("extensions without a length, type " + type, extended);
            add("extensions, type " + type, extended.rest(words));
        }
        if (family.isIpv6()) {
            add(
                    "extensions right behind eight bytes",
                    error().type(family.hopLimitExceeded)
                            .rest(words)
                            .quoting(LEAST_QUOTE)
                            .quoted(packet -> packet.extension(60, new byte[78]))
                            .followedBy(EXTENSION)
                            .arriving(),
                    traffic == Traffic.TCP
                            ? JustifiedDifference.EXTENSIONS_TAKEN_FOR_A_CHECKSUM
                            : JustifiedDifference.NONE);
        }
    }

    /// What must not pass for a connection's error.
    private void addForgeries() {
        String elsewhere = family.isIpv6() ? OTHER_LOCAL6 : OTHER_LOCAL;
        add("to another address of the balancer", error().to(from == Side.CLIENT ? family.port : elsewhere));
        add("to the address of the other side", error().to(from == Side.CLIENT ? family.local : family.vip));
        add("quote of what it sent itself", error().damaged(quote -> quote(original())));
        add("quote with another first selector", error().damaged(quote -> flip(quote, 0)));
        add("quote with another second selector", error().damaged(quote -> flip(quote, 2)));
        add("quote to another host", error().damaged(quote -> with(quote, family.headerBytes() - 1, 0x77)));
        add("quote of another protocol", error().damaged(this::ofUnservedProtocol));
        add("quote of an error", error().damaged(quote -> error().arriving()));
    }

    /// A packet of the flow as this side sends it, which nobody may quote to the balancer from here.
    private byte[] original() {
        return traffic.from(from, family.from(from)).bytes();
    }

    private static byte[] quote(byte[] packet) {
        return PacketBuilder.quote(packet, Complaint.WHOLE);
    }

    private byte[] flip(byte[] quote, int offset) {
        int at = family.headerBytes() + offset + (traffic.isQuery() ? 4 : 0);
        return with(quote, at, quote[at] ^ 0x40);
    }

    private byte[] ofUnservedProtocol(byte[] quote) {
        return with(quote, family.isIpv6() ? 6 : 9, UNSERVED_PROTOCOL);
    }

    private static byte[] with(byte[] packet, int offset, int value) {
        byte[] changed = packet.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    /// The connection's own packets.
    private void addData() {
        add("data", packet());
        add("data, traffic class", packet().trafficClass(0xb8).identification(0xbeef));
        add("data, wrong checksum", packet().wrongChecksum(0x0102).bytes(), JustifiedDifference.CORRUPT_PACKET);
        add("data, hop limit 2", packet().hopLimit(2));
        if (traffic == Traffic.UDP && !family.isIpv6()) {
            add("data, no checksum", packet().noChecksum());
        }
    }

    private PacketBuilder packet() {
        return traffic.from(from, family.from(from));
    }

    /// What clients ask.
    private void addQueries() {
        for (int size : new int[] {0, 1, 2, 3, 7, 55, 56, 57, 1399, 1400}) {
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) 0xa7);
            add("echo of " + size + " bytes", family.fromClient().echoRequest(Traffic.CLIENT_ID, 0xffff, data));
        }
        add("echo with a code", query(family.echoRequest(), 1));
        add("echo reply unasked", query(family.isIpv6() ? 129 : 0, 0));
        for (int type : family.isIpv6() ? new int[] {140, 144, 145} : new int[] {14, 16, 18}) {
            add("query of type " + type, query(type, 0));
        }
        if (family.isIpv6()) {
            add("node information query", query(139, 0).bytes(), JustifiedDifference.NODE_INFORMATION);
        } else {
            add("information request", query(15, 0).bytes(), JustifiedDifference.OBSOLETE_QUERY);
            add("address mask request", query(17, 0).bytes(), JustifiedDifference.OBSOLETE_QUERY);
        }
    }

    private void addTimestamps() {
        for (int size = 0; size < 16; size++) {
            add("timestamp of " + size + " bytes", query(13, 0, new byte[size]));
        }
    }

    private PacketBuilder query(int type, int code) {
        return query(type, code, Traffic.TIMES);
    }

    private PacketBuilder query(int type, int code, byte[] data) {
        return family.fromClient().icmp(type, code, Traffic.CLIENT_ID << 16 | Traffic.SEQUENCE, data);
    }

    /// What servers answer.
    private void addReplies() {
        for (int size : new int[] {0, 1, 2, 3, 1399}) {
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) 0x5c);
            add("reply of " + size + " bytes", family.fromServer().echoReply(Traffic.LOCAL_ID, 1, data));
        }
        add("reply nobody asked for", family.fromServer().echoReply(0x7777, 1, Traffic.DATA));
        add("reply by another", reply(PacketBuilder.ip(family.otherServer, family.local)));
    }

    private static PacketBuilder reply(PacketBuilder ip) {
        return ip.echoReply(Traffic.LOCAL_ID, 1, Traffic.DATA);
    }
}
