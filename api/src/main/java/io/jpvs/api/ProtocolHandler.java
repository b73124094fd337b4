package io.jpvs.api;

import java.util.List;
import java.util.Set;
import org.pf4j.ExtensionPoint;

/// One L4 protocol of the balancer. The hooks bear the names that this field knows them by.
///
/// The kernel builds one instance per worker and calls it from that worker's thread only, so a handler needs no
/// locks and may keep fields of its own; it keeps none of its arguments, allocates nothing per packet and reads no
/// clock. An exception costs the packet it came from: it is dropped and counted, and a handler that keeps throwing
/// is suspended.
///
/// A packet's way: [#connLookup] names its flow. A packet that opens one is scheduled, and [#laddrBind] gives the
/// new connection its local address. Then every packet goes through [#stateTransition] and [#fnatIn] or
/// [#fnatOut]. The kernel writes the IP header; the handler everything behind it.
public interface ProtocolHandler extends ExtensionPoint {
    /// Names the protocols served. Called once, at load.
    List<Protocol> protocols();

    /// Takes the handler's options, `protocols.NAME` of the configuration, NAME being the first of [#protocols].
    /// Called before the first packet, and again on a new instance when the configuration changes.
    default void configure(Options options) {}

    /// Returns whether services of this protocol state a port; the destination selector of a client's packet then
    /// is the service's.
    default boolean hasPorts() {
        return true;
    }

    /// Returns the values the local pool may put in place of the client's selector.
    default SelectorRange localSelectors() {
        return SelectorRange.PORTS;
    }

    /// Names the flow of a packet and says what the packet is to it.
    ///
    /// Called for every packet, and for every packet quoted in an error ([Packet#isQuote]). All checks that decide
    /// whether the packet is sane belong here, before anything is written. Of a quote, eight bytes are there and
    /// have to suffice, and its checksum is not verified.
    Relation connLookup(Packet packet, Flow flow);

    /// Gives a new connection, in a mode that uses one, a local address with a selector of its own.
    ///
    /// @return false when there is none left: the packet is refused
    default boolean laddrBind(Connection connection, LocalPool pool) {
        return pool.bind(connection, localSelectors());
    }

    /// Advances the connection's state by a packet and sets its timeout; the first packet finds the state zeroed.
    ///
    /// @param nowNanos the time of the packet, from an arbitrary origin
    /// @return [Verdict#FORWARDED_IN] or [Verdict#FORWARDED_OUT] to send the packet on, or a drop; with
    /// [Verdict#NO_CONNECTION] the packet names the flow only by chance, and goes the way of one that found no
    /// connection
    Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos);

    /// Rewrites a client's packet towards the server: its source becomes the connection's local selector, its
    /// destination the server's. Writes the whole translation with its checksum, or nothing.
    ///
    /// @param addressDifference the RFC 1624 difference of the two IP addresses, for checksums with a
    /// pseudo-header
    /// @return false, with nothing written, if the packet cannot be translated
    boolean fnatIn(Packet packet, Connection connection, int addressDifference);

    /// Rewrites a server's packet towards the client: its source becomes the service's selector, its destination
    /// the client's. Otherwise as [#fnatIn].
    boolean fnatOut(Packet packet, Connection connection, int addressDifference);

    /// Rewrites a quoted packet of the *server* back to what the server sent, in an error on its way to the
    /// server: source is the server's selector, destination the local one. A checksum is updated if its field lies
    /// within the quote.
    ///
    /// @param quote at least eight bytes of the packet
    /// @param connection may have ended, see [Connection#LINGERING_STATE_BYTES]
    /// @return false, with nothing written, if the quote cannot be translated
    boolean quoteIn(Packet quote, Connection connection, int addressDifference);

    /// Rewrites a quoted packet of the *client* back to what the client sent, in an error on its way to the
    /// client: source is the client's selector, destination the service's. Otherwise as [#quoteIn].
    boolean quoteOut(Packet quote, Connection connection, int addressDifference);

    /// Called on the handler whose packet [Relation#QUOTES] another, before [#quoteChanged], if the balancer had made
    /// the quoted packet longer ([#overhead]): an MTU that the error states was measured with what its receiver
    /// knows nothing of, and has to fall by as much.
    ///
    /// @param bytes how many bytes longer, above 0
    default void legAdds(Packet packet, int bytes) {}

    /// Called on the handler whose packet [Relation#QUOTES] another, after the quote was rewritten: fixes its own
    /// checksum.
    ///
    /// @param quoteDifference the RFC 1624 difference of all that changed in the quote, relative to an even offset
    /// @param addressDifference that of the outer IP addresses
    default void quoteChanged(Packet packet, int quoteDifference, int addressDifference) {
        throw new UnsupportedOperationException("a handler that answers QUOTES overrides quoteChanged");
    }

    /// Returns whether an error of this handler is dropped when the IPv4 header that it quotes has a wrong
    /// checksum. Otherwise the wrong checksum passes and stays wrong by the same amount. Asked once, after
    /// [#configure].
    default boolean verifiesQuotedHeader() {
        return false;
    }

    /// Returns whether the checksum of a whole packet is right. Called before the balancer answers or refuses a
    /// packet.
    boolean csumVerify(Packet packet);

    /// Computes the checksum of a whole packet and writes it.
    void csum(Packet packet);

    /// May turn a packet for an address of the balancer, which no service wants, into its reply. The kernel
    /// exchanges the addresses, writes the IP header and limits the rate; the handler changes and, with [#csum],
    /// completes its own bytes.
    ///
    /// @return whether the packet now is the reply
    default boolean answer(Packet packet, AddressKind kind) {
        return false;
    }

    /// Decides how a packet that a service refuses is told so. May turn the packet into an answer of its own, the
    /// addresses being exchanged by the kernel. Never called for a packet whose checksum is wrong.
    default Rejection reject(Packet packet, Refusal refusal) {
        return Rejection.SILENT;
    }

    /// Names the IP versions this handler writes errors for.
    default Set<IpVersion> reportsErrorsFor() {
        return Set.of();
    }

    /// Writes an error about `original`. Called on the handler that reports errors for the IP version, and only
    /// where an error is allowed (RFC 1122 3.2.2) as far as IP can tell.
    ///
    /// @param error an empty packet whose IP header stands already; to be resized and written, checksum included
    /// @param original the packet as its sender sent it
    /// @param mtuBytes for [ErrorCause#PACKET_TOO_BIG] the MTU of the leg; else 0
    /// @return false to stay silent, for example because the original is an error itself
    default boolean originate(Packet error, ErrorCause cause, Packet original, int mtuBytes) {
        return false;
    }

    /// Returns whether a packet is itself an error, about which no error may ever be sent: RFC 1122 3.2.2.
    default boolean isError(Packet packet) {
        return false;
    }

    /// Returns how many bytes this handler adds to a packet of the connection in that direction; asked when an error
    /// about such a packet comes back ([#legAdds]).
    default int overhead(Connection connection, Direction direction) {
        return 0;
    }

    /// Called once for each direction when a connection ends because it was idle; may write a last packet to that
    /// side.
    ///
    /// @param farewell an empty packet whose addresses are those of that leg; to be resized and written
    /// @return whether the farewell is to be sent
    default boolean expire(Connection connection, Direction direction, Packet farewell) {
        return false;
    }

    /// Names the connection's state in the words of the protocol, for people. Must not change the connection.
    default String describe(Connection connection) {
        return "-";
    }

    /// Puts a connection that is loaded from a file, its state all zero, into the state that [#describe] named,
    /// and sets its timeout. Such a connection has been running: its next packet may come from either side.
    ///
    /// @return false if the handler knows no such state, or cannot do it
    default boolean restore(Connection connection, String state) {
        return false;
    }
}
