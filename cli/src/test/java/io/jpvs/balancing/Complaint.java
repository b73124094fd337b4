package io.jpvs.balancing;

import io.jpvs.testkit.PacketBuilder;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// An ICMP error about a packet of a connection: as it comes in, and as it must leave, each built from nothing.
///
/// An error from the server's side is about what the client sent, and quotes it in the form in which the server
/// side saw it; and the other way round.
final class Complaint {
    static final int WHOLE = 0xffff;
    static final int LEAST_QUOTE = 8;

    private final Family family;
    private final Traffic traffic;
    private final Side from;
    private int typeAndCode;
    private int rest;
    private int quotedBytes = WHOLE;
    private byte[] behind = {};
    private UnaryOperator<PacketBuilder> outer = ip -> ip;
    private UnaryOperator<PacketBuilder> quoted = packet -> packet;
    private UnaryOperator<byte[]> damage = quote -> quote;
    private String source;
    private String destination;

    private Complaint(Family family, Traffic traffic, Side from) {
        this.family = family;
        this.traffic = traffic;
        this.from = from;
        this.typeAndCode = family.portUnreachable;
        this.source = from == Side.SERVER ? family.serverRouter : family.clientRouter;
        this.destination = from == Side.SERVER ? family.local : family.vip;
    }

    /// Starts a port-unreachable that quotes the whole packet.
    static Complaint about(Traffic traffic, Family family, Side from) {
        return new Complaint(family, traffic, from);
    }

    Complaint type(int type, int code) {
        return type(type << 8 | code);
    }

    Complaint type(int newTypeAndCode) {
        typeAndCode = newTypeAndCode;
        return this;
    }

    /// Sets who says so.
    Complaint by(String address) {
        source = address;
        return this;
    }

    /// Sets to whom it is said, instead of the address that the quoted packet came from.
    Complaint to(String address) {
        destination = address;
        return this;
    }

    /// Sets the second word of the ICMP header.
    Complaint rest(int word) {
        rest = word;
        return this;
    }

    /// Sets how many bytes behind its IP header are quoted.
    Complaint quoting(int bytes) {
        quotedBytes = bytes;
        return this;
    }

    /// Sets what follows the quote within the message.
    Complaint followedBy(byte... bytes) {
        behind = bytes.clone();
        return this;
    }

    /// Changes the error's own packet, which is complete but for its checksums.
    Complaint outer(UnaryOperator<PacketBuilder> change) {
        outer = change;
        return this;
    }

    /// Changes the quoted packet, which is complete but for its checksums, in all its forms.
    Complaint quoted(UnaryOperator<PacketBuilder> change) {
        quoted = change;
        return this;
    }

    /// Spoils the quote as it comes in.
    Complaint damaged(UnaryOperator<byte[]> change) {
        damage = change;
        return this;
    }

    /// Returns the quoted packet as the side sent it that the error is for.
    byte[] original() {
        Side sender = from == Side.SERVER ? Side.CLIENT : Side.SERVER;
        return quoted.apply(traffic.from(sender, family.from(sender).hopLimit(1)))
                .bytes();
    }

    /// Returns the quoted packet as the side saw it that the error comes from.
    byte[] translated() {
        Side sender = from == Side.SERVER ? Side.CLIENT : Side.SERVER;
        return quoted.apply(
                        traffic.onwardsFrom(sender, family.onwardsFrom(sender).hopLimit(1)))
                .bytes();
    }

    /// Returns the error as it comes in.
    byte[] arriving() {
        return message(PacketBuilder.ip(source, destination), damage.apply(quote(translated())));
    }

    /// Returns the error as it leaves.
    byte[] leaving() {
        return message(family.onwardsFrom(from), quote(original()));
    }

    private byte[] quote(byte[] packet) {
        return PacketBuilder.quote(packet, quotedBytes);
    }

    private byte[] message(PacketBuilder ip, byte[] quote) {
        byte[] data = Arrays.copyOf(quote, quote.length + behind.length);
        System.arraycopy(behind, 0, data, quote.length, behind.length);
        return outer.apply(ip.icmp(typeAndCode >>> 8, typeAndCode & 0xff, rest, data))
                .bytes();
    }
}
