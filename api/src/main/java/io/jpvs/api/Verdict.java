package io.jpvs.api;

/// What became of a received frame. Each frame ends in exactly one of these, counted by the worker that finishes
/// it.
public enum Verdict {
    /// Sent on from a client to a server.
    FORWARDED_IN(false, "client to server, sent on"),
    /// Sent on from a server to a client.
    FORWARDED_OUT(false, "server to client, sent on"),
    /// An error translated and sent on to the server.
    RELATED_IN(false, "error translated, sent on to the server"),
    /// An error translated and sent on to the client.
    RELATED_OUT(false, "error translated, sent on to the client"),
    /// Turned into its own reply.
    ANSWERED(false, "answered by the balancer itself"),
    /// Address resolution, consumed by the kernel.
    NEIGHBOUR(false, "address resolution, consumed"),

    /// Spread over more than one buffer, which is not supported.
    CHAINED(true, "frame in several buffers"),
    /// Neither IP nor address resolution, or not addressed to this port's MAC.
    NOT_FOR_US(true, "other ethertype or destination MAC"),
    /// Ends before its header does.
    TRUNCATED(true, "header cut short"),
    /// Its lengths, version or flags contradict each other.
    MALFORMED(true, "header contradicts itself"),
    /// The IPv4 header checksum is wrong.
    BAD_IP_CHECKSUM(true, "IPv4 header checksum wrong"),
    /// A checksum that has to be right before the packet is used is wrong.
    BAD_CHECKSUM(true, "checksum of the message wrong"),
    /// A source that cannot be one host: RFC 1122 3.2.1.3.
    BAD_SOURCE(true, "source address is not one host"),
    /// Its source route leads on to somebody else: RFC 5095, RFC 8200 4.4.
    SOURCE_ROUTE(true, "source route not at its end"),
    /// A fragment of a message that can only be handled whole.
    FRAGMENT(true, "fragment of what has to be whole"),
    /// A fragment whose first has not come in time.
    FRAGMENT_ORPHAN(true, "fragment whose first did not come"),
    /// A fragment whose first was not sent on, or of a datagram that contradicts itself.
    FRAGMENT_REFUSED(true, "fragment of a refused datagram"),
    /// A fragment that has come before.
    FRAGMENT_DUPLICATE(true, "fragment that came before"),
    /// A fragment of a datagram whose fragments overlap: RFC 5722.
    FRAGMENT_OVERLAP(true, "fragment of a datagram whose fragments overlap"),
    /// A fragment of a datagram of too many fragments, or of more bytes than there can be.
    FRAGMENT_EXCESS(true, "fragment of a datagram of too many or too long"),
    /// A fragment that had to make room for others.
    FRAGMENT_TABLE_FULL(true, "fragment, too many are waiting"),
    /// Addressed to none of the balancer's addresses.
    NOT_LOCAL(true, "destination is no address of the balancer"),
    /// No handler is loaded for the protocol.
    NO_HANDLER(true, "no handler for the protocol"),
    /// A kind of message that must not pass.
    REDIRECT(true, "redirect, never passed on"),
    /// A kind of message that nobody handles any more.
    OBSOLETE(true, "obsolete or unsupported message type"),
    /// An answer was due, but a rate limit was reached.
    ANSWER_LIMITED(true, "answer held back by a rate limit"),
    /// A well-formed packet of no flow that nobody answered.
    UNANSWERED(true, "of no flow, and not answered"),

    /// The quoted packet ends before eight bytes of its own header.
    QUOTE_TRUNCATED(true, "quoted packet cut short"),
    /// The quoted IP header is not sane.
    QUOTE_MALFORMED(true, "quoted IP header malformed"),
    /// The quoted packet is a fragment other than the first.
    QUOTE_FRAGMENT(true, "quoted packet is a later fragment"),
    /// The quoted IPv4 header checksum is wrong, and configuration asks for it to be verified.
    QUOTE_BAD_CHECKSUM(true, "quoted IPv4 header checksum wrong"),
    /// The error is not addressed to the sender of the packet it quotes: forged.
    QUOTE_SPOOFED(true, "error not addressed to the quoted sender"),
    /// No handler is loaded for the quoted protocol.
    QUOTE_NO_HANDLER(true, "no handler for the quoted protocol"),
    /// The quoted packet is of no connection.
    QUOTE_NO_CONNECTION(true, "quoted packet of no connection"),

    /// Continues a connection that does not exist.
    NO_CONNECTION(true, "of no connection"),
    /// A VIP, but no service wants it.
    NO_SERVICE(true, "no service at this VIP"),
    /// The service has no usable server.
    NO_SERVER(true, "service without usable server"),
    /// The connection table is full.
    TABLE_FULL(true, "connection table full"),
    /// Local ports or identifiers have run out.
    SELECTORS_EXHAUSTED(true, "local ports or identifiers exhausted"),
    /// The packet does not fit the state of its connection.
    INVALID_STATE(true, "does not fit the connection's state"),
    /// May not travel further.
    HOP_LIMIT_EXCEEDED(true, "TTL or hop limit exceeded"),
    /// Larger than the leg it must leave on.
    TOO_BIG(true, "larger than the outgoing MTU"),
    /// No route to the next hop.
    NO_ROUTE(true, "no route"),
    /// The next hop did not answer address resolution.
    NEIGHBOUR_UNREACHABLE(true, "next hop did not resolve"),
    /// Too many packets wait for the next hop to resolve.
    NEIGHBOUR_QUEUE_FULL(true, "queue for the next hop full"),
    /// The transmit ring was full, or the port is gone.
    TRANSMIT_FAILED(true, "transmit ring full or port gone"),
    /// The worker that owns the flow does not keep up with what others hand over to it.
    HANDOVER_FULL(true, "ring to the worker that owns the flow full"),
    /// The handler threw an exception.
    HANDLER_FAILED(true, "handler threw an exception"),
    /// The handler is suspended because it kept throwing.
    HANDLER_QUARANTINED(true, "handler suspended after exceptions");

    private final boolean drop;
    private final String description;

    Verdict(boolean drop, String description) {
        this.drop = drop;
        this.description = description;
    }

    /// Returns whether the frame was lost.
    public boolean isDrop() {
        return drop;
    }

    /// Returns a short phrase for people.
    public String description() {
        return description;
    }
}
