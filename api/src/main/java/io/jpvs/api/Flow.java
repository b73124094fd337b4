package io.jpvs.api;

/// The answer of [ProtocolHandler#connLookup]: a handler ends by calling one of the methods that return a
/// [Relation].
///
/// A flow is named by the IP version, the protocol number, the two addresses (all known to the kernel) and two
/// 32-bit
/// *selectors* that the handler reads from the packet, one for each end: the ports of TCP, for example. A reply
/// carries the same two selectors with source and destination exchanged. A protocol with one selector for both
/// directions (an ICMP identifier, a GRE key) uses it for the end that the local pool may renumber, and puts
/// something constant, such as the kind of query, at the other.
public final class Flow {
    private int sourceSelector;
    private int destinationSelector;
    private int quoteOffset;
    private int quoteBytes;
    private int kind;
    private Verdict reason = Verdict.MALFORMED;

    /// Makes a flow for one worker; handlers are given theirs.
    public Flow() {}

    /// Names the flow of a packet that may start a connection.
    public Relation opens(int source, int destination) {
        sourceSelector = source;
        destinationSelector = destination;
        return Relation.OPENS;
    }

    /// Names the flow of a packet that may not start a connection.
    public Relation continues(int source, int destination) {
        sourceSelector = source;
        destinationSelector = destination;
        return Relation.CONTINUES;
    }

    /// Says that the packet is an error about another packet.
    ///
    /// @param offset where in this packet the quoted IP header starts, in bytes from this packet's own header
    /// @param bytes how long the quote is at most: what lies behind it is not the quoted packet's and stays as it
    /// is
    /// @param type the error's type, 0 to 255, by which translated errors are counted
    public Relation quotes(int offset, int bytes, int type) {
        quoteOffset = offset;
        quoteBytes = bytes;
        kind = type;
        return Relation.QUOTES;
    }

    /// Says that the packet is of no flow.
    public Relation untracked() {
        return Relation.UNTRACKED;
    }

    /// Says that the packet is to be dropped.
    public Relation drop(Verdict why) {
        reason = why;
        return Relation.DROP;
    }

    /// Returns the selector of the end the packet comes from.
    public int sourceSelector() {
        return sourceSelector;
    }

    /// Returns the selector of the end the packet goes to.
    public int destinationSelector() {
        return destinationSelector;
    }

    /// Returns where the quoted IP header starts, in bytes from the quoting packet's own header.
    public int quoteOffset() {
        return quoteOffset;
    }

    /// Returns how long the quote is at most, in bytes.
    public int quoteBytes() {
        return quoteBytes;
    }

    /// Returns the type of the error, 0 to 255.
    public int kind() {
        return kind;
    }

    /// Returns why the packet is to be dropped.
    public Verdict reason() {
        return reason;
    }
}
