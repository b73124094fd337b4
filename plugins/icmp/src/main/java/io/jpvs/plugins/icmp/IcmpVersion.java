package io.jpvs.plugins.icmp;

import io.jpvs.api.ErrorCause;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;

/// All in which ICMP and ICMPv6 differ. Nothing else in this plugin knows one from the other.
enum IcmpVersion {
    /// RFC 792. Types 15 to 18 are obsolete: RFC 6918.
    ICMP(1, 8, 0, 576, 68) {
        @Override
        IcmpRole role(int type) {
            return switch (type) {
                case 3, SOURCE_QUENCH, 11, 12 -> IcmpRole.ERROR;
                case 8, TIMESTAMP -> IcmpRole.REQUEST;
                case 0, TIMESTAMP_REPLY -> IcmpRole.REPLY;
                case 5 -> IcmpRole.REDIRECT;
                default -> IcmpRole.UNSUPPORTED;
            };
        }

        @Override
        int typeAndCode(ErrorCause cause) {
            return switch (cause) {
                case HOP_LIMIT_EXCEEDED -> 11 << 8;
                case PACKET_TOO_BIG -> 3 << 8 | 4;
                case PORT_UNREACHABLE -> 3 << 8 | 3;
                case HOST_UNREACHABLE -> 3 << 8 | 1;
                case ADMINISTRATIVELY_PROHIBITED -> 3 << 8 | 13;
            };
        }

        @Override
        boolean isTooBig(Packet error) {
            return IcmpMessage.typeAndCode(error) == typeAndCode(ErrorCause.PACKET_TOO_BIG);
        }

        @Override
        int statedQuoteBytes(Packet error) {
            return switch (IcmpMessage.type(error)) {
                case 3, 11, 12 -> error.u8(5) * 4;
                default -> 0;
            };
        }
    },

    /// RFC 4443. Every type below 128 is an error, known or not: section 2.1.
    ICMPV6(58, 128, 129, 1280, 1280) {
        @Override
        IcmpRole role(int type) {
            return switch (type) {
                case 128 -> IcmpRole.REQUEST;
                case 129 -> IcmpRole.REPLY;
                case 137 -> IcmpRole.REDIRECT;
                default -> type < 128 ? IcmpRole.ERROR : IcmpRole.UNSUPPORTED;
            };
        }

        @Override
        int typeAndCode(ErrorCause cause) {
            return switch (cause) {
                case HOP_LIMIT_EXCEEDED -> 3 << 8;
                case PACKET_TOO_BIG -> 2 << 8;
                case PORT_UNREACHABLE -> 1 << 8 | 4;
                case HOST_UNREACHABLE -> 1 << 8 | 3;
                case ADMINISTRATIVELY_PROHIBITED -> 1 << 8 | 1;
            };
        }

        @Override
        boolean isTooBig(Packet error) {
            return IcmpMessage.type(error) == 2;
        }

        @Override
        int statedQuoteBytes(Packet error) {
            return switch (IcmpMessage.type(error)) {
                case 1, 3 -> error.u8(4) * 8;
                default -> 0;
            };
        }
    };

    /// Deprecated by RFC 6633, and passed all the same: the end that it names is the one to ignore it.
    private static final int SOURCE_QUENCH = 4;

    private static final int TIMESTAMP = 13;
    private static final int TIMESTAMP_REPLY = 14;

    private final int protocol;
    private final int echoRequest;
    private final int echoReply;
    private final int errorLimitBytes;
    private final int leastMtuBytes;

    IcmpVersion(int protocol, int echoRequest, int echoReply, int errorLimitBytes, int leastMtuBytes) {
        this.protocol = protocol;
        this.echoRequest = echoRequest;
        this.echoReply = echoReply;
        this.errorLimitBytes = errorLimitBytes;
        this.leastMtuBytes = leastMtuBytes;
    }

    /// Returns what messages of a type, 0 to 255, are to the balancer.
    abstract IcmpRole role(int type);

    /// Returns the type, shifted left by eight, and the code that tell why an error is sent.
    abstract int typeAndCode(ErrorCause cause);

    /// Returns what an error says that the length of its quote is, in bytes; 0 if it says nothing (RFC 4884 4.1 to
    /// 4.5).
    abstract int statedQuoteBytes(Packet error);

    static IcmpVersion of(Packet packet) {
        return packet.ipVersion() == IpVersion.IPV4 ? ICMP : ICMPV6;
    }

    int protocol() {
        return protocol;
    }

    int echoRequest() {
        return echoRequest;
    }

    int echoReply() {
        return echoReply;
    }

    /// Returns how long the IP packet of an error may be: RFC 1812 4.3.2.3, RFC 4443 2.4 (c).
    int errorLimitBytes() {
        return errorLimitBytes;
    }

    /// Returns the MTU that every link has: RFC 791 3.2, RFC 8200 5.
    int leastMtuBytes() {
        return leastMtuBytes;
    }

    /// Returns whether an error says that a packet was too big. The code says so in IPv4 and nothing in IPv6, where
    /// receivers ignore it (RFC 4443 3.2).
    abstract boolean isTooBig(Packet error);

    /// Returns whether the checksum covers the IP addresses.
    boolean hasPseudoHeader() {
        return this == ICMPV6;
    }

    /// Returns the type of the request that a reply of a type answers.
    int requestOf(int replyType) {
        return replyType == echoReply ? echoRequest : TIMESTAMP;
    }
}
