package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.FlowKey;
import io.jpvs.kernel.table.LingerTable;
import org.jspecify.annotations.Nullable;

/// Errors that quote a packet: related to the connection of the quoted packet, translated inside and out, sent on.
///
/// Anyone can send an error that quotes anything, so it must match a connection exactly, and be addressed to the
/// address that the quoted packet claims to come from; it never makes, refreshes, shortens or ends a connection
/// (RFC 5508, REQ-6). All checks come before the first write. Order: outer checksum (the handler's), quoted IP
/// header, eight bytes behind it, no later fragment, not forged, connection known.
final class ErrorRelay {
    private static final int QUOTED_L4_BYTES = 8;

    private final WorkerState state;
    private final Burst burst;
    private final Flow flow = new Flow();
    private final PacketCursor outer = new PacketCursor();
    private final PacketCursor inner = new PacketCursor();
    private final ConnectionRecord narrow = new ConnectionRecord(IpVersion.IPV4);
    private final ConnectionRecord wide = new ConnectionRecord(IpVersion.IPV6);

    private long quotedIp;
    private int quotedHeaderBytes;
    private int quotedProtocol;
    private int addedBytes; // by us, to the packet that is quoted

    ErrorRelay(WorkerState state) {
        this.state = state;
        this.burst = state.burst;
    }

    /// Carries an error to its end.
    ///
    /// @param error what its handler says of it: where the quote lies, and the type
    void relay(int i, Lane lane, Flow error) {
        boolean ipv6 = Ipv4.version(burst.slots[i].ip) == 6;
        int behindOffset = burst.slots[i].ipBytes - burst.slots[i].ipHeaderBytes - error.quoteOffset();
        int available = Math.min(behindOffset, error.quoteBytes());
        quotedIp = burst.slots[i].ip + burst.slots[i].ipHeaderBytes + error.quoteOffset();
        Verdict flaw = ipv6 ? checkQuote6(i, available) : checkQuote4(i, available, lane.handler());
        if (flaw != null) {
            drop(i, flaw);
            return;
        }
        LaneGroup quoted = state.snapshot.lane(ipv6, quotedProtocol);
        if (quoted == null) {
            drop(i, Verdict.QUOTE_NO_HANDLER);
            return;
        }
        if (quoted.lane.faults().isSuspended(burst.nowNanos)) {
            drop(i, Verdict.HANDLER_QUARANTINED);
            return;
        }
        Packet quote =
                inner.placeQuote(quotedIp, quotedHeaderBytes, quotedBytes(available, ipv6), quotedProtocol, ipv6);
        flaw = name(quoted.lane, quote);
        if (flaw != null) {
            drop(i, flaw);
            return;
        }
        long reference = find(i, ipv6);
        if (reference == 0) {
            if (!state.peers.passOn(i, quotedProtocol, ipv6)) {
                drop(i, Verdict.QUOTE_NO_CONNECTION);
            }
            return;
        }
        send(i, lane, quoted.lane, quote, reference, ipv6, error.kind());
    }

    /// Asks the quoted protocol's handler for the flow. What it throws counts against it, not against the handler
    /// whose packet brought the quote: else one bad plugin would take all errors with it.
    private @Nullable Verdict name(Lane quotedLane, Packet quote) {
        Relation relation;
        try {
            relation = quotedLane.handler().connLookup(quote, flow);
        } catch (Throwable fault) { // as in the packet loop
            return failed(quotedLane, fault);
        }
        return switch (relation) {
            case OPENS, CONTINUES -> null;
            case DROP -> Verdict.QUOTE_MALFORMED;
            case QUOTES, UNTRACKED -> Verdict.QUOTE_NO_CONNECTION;
        };
    }

    private Verdict failed(Lane quotedLane, Throwable fault) {
        quotedLane.faults().failed(fault, burst.nowNanos);
        return Verdict.HANDLER_FAILED;
    }

    private @Nullable Verdict checkQuote4(int i, int available, ProtocolHandler handler) {
        if (available < Ipv4.HEADER_BYTES) {
            return Verdict.QUOTE_TRUNCATED;
        }
        quotedHeaderBytes = Ipv4.headerBytes(quotedIp);
        quotedProtocol = Ipv4.protocol(quotedIp);
        if (Ipv4.version(quotedIp) != 4 || quotedHeaderBytes < Ipv4.HEADER_BYTES) {
            return Verdict.QUOTE_MALFORMED;
        }
        if (available < quotedHeaderBytes + QUOTED_L4_BYTES) {
            return Verdict.QUOTE_TRUNCATED;
        }
        if (handler.verifiesQuotedHeader() && !Ipv4.isChecksumValid(quotedIp)) {
            return Verdict.QUOTE_BAD_CHECKSUM;
        }
        if ((Ipv4.fragment(quotedIp) & Ipv4.OFFSET_MASK) != 0) {
            return Verdict.QUOTE_FRAGMENT;
        }
        long quoted = Ipv4.addresses(quotedIp);
        burst.slots[i].address0 = Long.rotateLeft(quoted, 32);
        return quoted >>> 32 == (Ipv4.addresses(burst.slots[i].ip) & 0xffff_ffffL) ? null : Verdict.QUOTE_SPOOFED;
    }

    private @Nullable Verdict checkQuote6(int i, int available) {
        if (available < Ipv6.HEADER_BYTES) {
            return Verdict.QUOTE_TRUNCATED;
        }
        if (Ipv4.version(quotedIp) != 6) {
            return Verdict.QUOTE_MALFORMED;
        }
        int walked = Ipv6.walkFirst(quotedIp, available);
        if (walked < 0) {
            return switch (walked) {
                case Ipv6.FRAGMENT -> Verdict.QUOTE_FRAGMENT;
                case Ipv6.TRUNCATED -> Verdict.QUOTE_TRUNCATED;
                default -> Verdict.QUOTE_MALFORMED;
            };
        }
        quotedHeaderBytes = walked >>> 8;
        quotedProtocol = walked & 0xff;
        if (available < quotedHeaderBytes + QUOTED_L4_BYTES) {
            return Verdict.QUOTE_TRUNCATED;
        }
        FlowKey key = burst.slots[i];
        key.address0 = Ipv6.destinationHigh(quotedIp);
        key.address1 = Ipv6.destinationLow(quotedIp);
        key.address2 = Ipv6.sourceHigh(quotedIp);
        key.address3 = Ipv6.sourceLow(quotedIp);
        boolean genuine = key.address2 == Ipv6.destinationHigh(burst.slots[i].ip)
                && key.address3 == Ipv6.destinationLow(burst.slots[i].ip);
        return genuine ? null : Verdict.QUOTE_SPOOFED;
    }

    /// Returns how many bytes of the quoted packet's own are there: padding may stand behind them.
    private int quotedBytes(int available, boolean ipv6) {
        int whole = ipv6 ? Ipv6.totalLength(quotedIp) : Ipv4.totalLength(quotedIp);
        return Math.max(QUOTED_L4_BYTES, Math.min(available, whole) - quotedHeaderBytes);
    }

    /// Looks up the connection of the quoted packet: its reply would have source and destination exchanged. One
    /// that has ended will do for a while, whether that has been noticed yet or not.
    private long find(int i, boolean ipv6) {
        burst.slots[i].selectors = FlowKey.selectors(flow.destinationSelector(), flow.sourceSelector());
        ConnectionTable table = ipv6 ? state.table6 : state.table4;
        long reference = table.find(burst.slots[i], quotedProtocol);
        LingerTable ended = ipv6 ? state.ended6 : state.ended4;
        if (reference == 0) {
            reference = ended.find(burst.slots[i], quotedProtocol, burst.nowNanos);
        } else {
            long endNanos = (ipv6 ? wide : narrow).at(reference).deadlineNanos();
            if (endNanos > burst.nowNanos) {
                return reference;
            }
            boolean hasLived = (ipv6 ? wide : narrow).timeoutMillis() != 0; // its first packet has passed
            reference = hasLived && ended.isLingering(endNanos, burst.nowNanos) ? reference : 0;
        }
        if (reference != 0) {
            state.counters.count(Tally.LINGER_MATCHES);
        }
        return reference;
    }

    private void send(int i, Lane lane, Lane quotedLane, Packet quote, long reference, boolean ipv6, int type) {
        ConnectionRecord record = (ipv6 ? wide : narrow).at(reference);
        // What would answer the quoted packet travels the same way as the error about it.
        Direction direction = ConnectionRecord.direction(reference);
        if (burst.slots[i].hops <= 1 && state.snapshot.policy().decrementsHops()) {
            drop(i, Verdict.HOP_LIMIT_EXCEEDED);
            return;
        }
        Neighbour hop = nextHop(record, direction, ipv6);
        if (hop == null) {
            drop(i, Verdict.NO_ROUTE);
            return;
        }
        if (burst.slots[i].ipBytes > state.egress.mtuBytes(hop.port()) && !Fragmenter.mayFragment(burst.slots[i].ip)) {
            drop(i, Verdict.TOO_BIG);
            return;
        }
        Verdict flaw = translate(i, lane, quotedLane, quote, record, direction, ipv6);
        if (flaw != null) {
            drop(i, flaw);
            return;
        }
        lane.related().count(direction, type);
        Verdict verdict = direction == Direction.IN ? Verdict.RELATED_IN : Verdict.RELATED_OUT;
        state.fragmenter.send(burst.slots[i].frame, hop, verdict);
    }

    private @Nullable Verdict translate(
            int i,
            Lane lane,
            Lane quotedLane,
            Packet quote,
            ConnectionRecord record,
            Direction direction,
            boolean ipv6) {
        Direction leg = direction.reversed(); // the key whose packets come in where this error goes out
        int addresses;
        int header;
        if (ipv6) {
            addresses = Ipv6.rewrite(
                    quotedIp,
                    record.addresses(leg, 0),
                    record.addresses(leg, 1),
                    record.addresses(leg, 2),
                    record.addresses(leg, 3),
                    0);
            header = addresses;
        } else {
            addresses = Ipv4.difference(Ipv4.addresses(quotedIp), record.addresses(leg));
            header = Ipv4.rewriteQuote(quotedIp, record.addresses(leg), addresses);
        }
        Verdict flaw = restore(quotedLane, quote, record, direction, addresses);
        if (flaw == null) {
            int outerAddresses = rewriteOuter(i, record, leg, ipv6);
            int l4Bytes = burst.slots[i].ipBytes - burst.slots[i].ipHeaderBytes;
            Packet error = outer.place(
                    burst.slots[i].ip, burst.slots[i].ipHeaderBytes, l4Bytes, l4Bytes, lane.protocol(), ipv6);
            if (addedBytes > 0) {
                lane.handler().legAdds(error, addedBytes);
            }
            lane.handler().quoteChanged(error, header + quote.difference(), outerAddresses);
        }
        return flaw;
    }

    private @Nullable Verdict restore(
            Lane quotedLane, Packet quote, ConnectionRecord record, Direction direction, int addresses) {
        ProtocolHandler handler = quotedLane.handler();
        try {
            addedBytes = handler.overhead(record, direction.reversed());
            boolean restored = direction == Direction.IN
                    ? handler.quoteIn(quote, record, addresses)
                    : handler.quoteOut(quote, record, addresses);
            return restored ? null : Verdict.QUOTE_MALFORMED;
        } catch (Throwable fault) { // as in the packet loop
            return failed(quotedLane, fault);
        }
    }

    /// Rewrites the outer header to the reverse of a key and returns the RFC 1624 difference of its addresses.
    private int rewriteOuter(int i, ConnectionRecord record, Direction leg, boolean ipv6) {
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        if (ipv6) {
            return Ipv6.rewrite(
                    burst.slots[i].ip,
                    record.addresses(leg, 2),
                    record.addresses(leg, 3),
                    record.addresses(leg, 0),
                    record.addresses(leg, 1),
                    hops);
        }
        long addresses = Long.rotateLeft(record.addresses(leg), 32);
        int difference = Ipv4.difference(Ipv4.addresses(burst.slots[i].ip), addresses);
        Ipv4.rewrite(burst.slots[i].ip, addresses, difference, hops);
        return difference;
    }

    private @Nullable Neighbour nextHop(ConnectionRecord record, Direction direction, boolean ipv6) {
        Neighbour hop = state.neighbours.at(record.nextHop(direction));
        if (hop != null) {
            return hop;
        }
        Direction key = direction.reversed();
        return ipv6
                ? state.nextHop(true, record.addresses(key, 0), record.addresses(key, 1))
                : state.nextHop(false, 0, record.addresses(key) >>> 32);
    }

    private void drop(int i, Verdict reason) {
        state.egress.drop(burst.slots[i].frame, reason);
    }
}
