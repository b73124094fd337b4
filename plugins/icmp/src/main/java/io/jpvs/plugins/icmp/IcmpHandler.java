package io.jpvs.plugins.icmp;

import io.jpvs.api.AddressKind;
import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.ErrorCause;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Options;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.pf4j.Extension;

/// ICMP and ICMPv6: RFC 792, RFC 4443, and for the translation RFC 5508.
///
/// A query is a flow of one selector, its identifier; at the other end stands the type of the request, so that a
/// request and its reply name the same flow. An error is no flow: it belongs to the packet it quotes, whose own
/// handler translates the quote.
///
/// ```yaml
/// protocols:
///   icmp:
///     timeouts: {query: 60s}            # at least 60s: RFC 5508 REQ-2
///     vip-echo: reply                   # reply | reply-if-healthy | drop
///     quoted-ip-checksum: tolerate      # tolerate | verify
/// ```
@Extension
public final class IcmpHandler implements ProtocolHandler {
    private static final Duration QUERY = Duration.ofSeconds(60);

    private int queryMillis = (int) QUERY.toMillis();
    private VipEcho vipEcho = VipEcho.REPLY;
    private QuotedIpChecksum quotedIpChecksum = QuotedIpChecksum.TOLERATE;

    /// What a ping of a VIP without a service for it gets.
    private enum VipEcho {
        REPLY,
        REPLY_IF_HEALTHY,
        DROP
    }

    private enum QuotedIpChecksum {
        TOLERATE,
        VERIFY
    }

    /// Makes a handler with the defaults.
    public IcmpHandler() {}

    @Override
    public List<Protocol> protocols() {
        return List.of(
                Protocol.of(IcmpVersion.ICMP.protocol(), "icmp", IpVersion.IPV4),
                Protocol.of(IcmpVersion.ICMPV6.protocol(), "icmp6", IpVersion.IPV6));
    }

    @Override
    public void configure(Options options) {
        queryMillis = (int)
                options.section("timeouts").duration("query", QUERY, QUERY).toMillis();
        vipEcho = options.choice("vip-echo", VipEcho.REPLY);
        quotedIpChecksum = options.choice("quoted-ip-checksum", QuotedIpChecksum.TOLERATE);
    }

    @Override
    public boolean hasPorts() {
        return false;
    }

    @Override
    public SelectorRange localSelectors() {
        return SelectorRange.IDENTIFIERS;
    }

    @Override
    public Relation connLookup(Packet packet, Flow flow) {
        if (packet.lengthBytes() < IcmpMessage.HEADER_BYTES) {
            return flow.drop(Verdict.TRUNCATED);
        }
        IcmpVersion version = IcmpVersion.of(packet);
        int type = IcmpMessage.type(packet);
        IcmpRole role = version.role(type);
        if (packet.isQuote() && !role.isQuery()) {
            return flow.untracked(); // an error about an error is one that nobody may have sent: RFC 1122 3.2.2
        }
        return switch (role) {
            case REQUEST -> flow.opens(IcmpMessage.identifier(packet), type);
            case REPLY -> flow.continues(version.requestOf(type), IcmpMessage.identifier(packet));
            case ERROR -> error(packet, flow, type);
            case REDIRECT -> flow.drop(Verdict.REDIRECT);
            case UNSUPPORTED -> flow.drop(Verdict.OBSOLETE);
        };
    }

    /// The checksum comes first: an error is acted upon, and what it quotes is about to be rewritten.
    private static Relation error(Packet packet, Flow flow, int type) {
        if (packet.isFragment()) {
            return flow.drop(Verdict.FRAGMENT);
        }
        if (!IcmpMessage.isChecksumRight(packet)) {
            return flow.drop(Verdict.BAD_CHECKSUM);
        }
        return flow.quotes(IcmpMessage.QUOTE, IcmpMessage.quoteBytes(packet), type);
    }

    /// A request from the server, or a reply from the client, names a flow with both selectors in the other's
    /// place. Where the identifier happens to equal the type it finds a connection, and is not of it.
    @Override
    public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
        boolean in = direction == Direction.IN;
        if (role(packet) != (in ? IcmpRole.REQUEST : IcmpRole.REPLY)) {
            return Verdict.NO_CONNECTION;
        }
        connection.timeoutMillis(queryMillis);
        return in ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @Override
    public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
        return identifier(packet, connection.localSelector(), addressDifference);
    }

    @Override
    public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
        return identifier(packet, connection.clientSelector(), addressDifference);
    }

    /// Only a reply can be what the server sent; see [#stateTransition].
    @Override
    public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
        return role(quote) == IcmpRole.REPLY && identifier(quote, connection.localSelector(), addressDifference);
    }

    /// Only a request can be what the client sent.
    @Override
    public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
        return role(quote) == IcmpRole.REQUEST && identifier(quote, connection.clientSelector(), addressDifference);
    }

    private static IcmpRole role(Packet packet) {
        return IcmpVersion.of(packet).role(IcmpMessage.type(packet));
    }

    private static boolean identifier(Packet packet, int identifier, int addressDifference) {
        IcmpMessage.identifier(packet, identifier);
        IcmpMessage.updateChecksum(packet, covered(packet, addressDifference));
        return true;
    }

    @Override
    public void legAdds(Packet packet, int bytes) {
        if (IcmpVersion.of(packet).isTooBig(packet)) {
            IcmpMessage.lowerMtu(packet, bytes);
        }
    }

    @Override
    public void quoteChanged(Packet packet, int quoteDifference, int addressDifference) {
        IcmpMessage.updateChecksum(packet, quoteDifference + covered(packet, addressDifference));
    }

    private static int covered(Packet packet, int addressDifference) {
        return IcmpVersion.of(packet).hasPseudoHeader() ? addressDifference : 0;
    }

    @Override
    public boolean verifiesQuotedHeader() {
        return quotedIpChecksum == QuotedIpChecksum.VERIFY;
    }

    @Override
    public boolean csumVerify(Packet packet) {
        return IcmpMessage.isChecksumRight(packet);
    }

    @Override
    public void csum(Packet packet) {
        IcmpMessage.computeChecksum(packet);
    }

    /// Echo only. A timestamp request may be ignored (RFC 1122 3.2.2.8), and its reply would tell strangers our
    /// clock.
    @Override
    public boolean answer(Packet packet, AddressKind kind) {
        IcmpVersion version = IcmpVersion.of(packet);
        if (IcmpMessage.type(packet) != version.echoRequest() || !answersEcho(kind)) {
            return false;
        }
        IcmpMessage.typeAndCode(packet, version.echoReply() << 8);
        IcmpMessage.updateChecksum(packet, 0);
        return true;
    }

    private boolean answersEcho(AddressKind kind) {
        return switch (kind) {
            case LOCAL, PORT -> true;
            case VIP_WITH_SERVER -> vipEcho != VipEcho.DROP;
            case VIP_WITHOUT_SERVER -> vipEcho == VipEcho.REPLY;
        };
    }

    /// A VIP without a service for queries has [#answer]. A service without a server says "prohibited", the one
    /// refusal that a query can get: it has no port to be unreachable. A reply without a connection is nobody's.
    @Override
    public Rejection reject(Packet packet, Refusal refusal) {
        return switch (refusal) {
            case NO_SERVER, EXHAUSTED -> Rejection.ADMINISTRATIVELY_PROHIBITED;
            case NO_SERVICE, NO_CONNECTION -> Rejection.SILENT;
        };
    }

    @Override
    public Set<IpVersion> reportsErrorsFor() {
        return EnumSet.allOf(IpVersion.class);
    }

    @Override
    public boolean originate(Packet error, ErrorCause cause, Packet original, int mtuBytes) {
        IcmpVersion version = IcmpVersion.of(error);
        if (original.protocolNumber() == version.protocol() && isError(original)) {
            return false;
        }
        int room = Math.min(version.errorLimitBytes() - error.ipHeaderBytes(), error.roomBytes());
        int quoted = Math.min(original.ipHeaderBytes() + original.lengthBytes(), room - IcmpMessage.HEADER_BYTES);
        error.resize(IcmpMessage.HEADER_BYTES + quoted);
        IcmpMessage.typeAndCode(error, version.typeAndCode(cause));
        IcmpMessage.mtu(error, cause == ErrorCause.PACKET_TOO_BIG ? mtuBytes : 0);
        error.copyIp(original, IcmpMessage.QUOTE, quoted);
        IcmpMessage.computeChecksum(error);
        return true;
    }

    /// A redirect counts as one (RFC 1122 3.2.2, RFC 4443 2.4 (e)), and so does what is too short to tell.
    @Override
    public boolean isError(Packet packet) {
        if (packet.lengthBytes() == 0) {
            return true;
        }
        IcmpRole role = role(packet);
        return role == IcmpRole.ERROR || role == IcmpRole.REDIRECT;
    }

    @Override
    public boolean restore(Connection connection, String state) {
        connection.timeoutMillis(queryMillis);
        return true;
    }
}
