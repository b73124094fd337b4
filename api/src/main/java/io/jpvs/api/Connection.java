package io.jpvs.api;

/// A connection as its handler sees it: a view over the kernel's record, moved from packet to packet.
///
/// A client at its own selector talks to a service at the service's; the balancer talks from the local selector to
/// the server's. For TCP these are the four ports. Each connection carries [#STATE_BYTES] bytes for its handler,
/// all zero when it is born, in the machine's byte order; offsets outside throw `IndexOutOfBoundsException`.
///
/// Valid only during the call it was given to; used by the worker that owns the connection.
public interface Connection {
    /// Bytes of handler state.
    int STATE_BYTES = 32;

    /// Bytes of handler state, the first ones, that are remembered of a connection after it has ended. Errors
    /// still come then, so what [ProtocolHandler#quoteIn] and [ProtocolHandler#quoteOut] need belongs there, such
    /// as how far sequence numbers are shifted. They read the rest as zero, and what they write is lost.
    int LINGERING_STATE_BYTES = 8;

    /// Returns the client's selector.
    int clientSelector();

    /// Returns the service's selector.
    int serviceSelector();

    /// Returns the selector the balancer uses towards the server.
    int localSelector();

    /// Returns the server's selector.
    int serverSelector();

    /// Reads the unsigned byte of handler state at `offset`, 0 to 31.
    int u8(int offset);

    /// Writes the low 8 bits of `value` into the handler state at `offset`, 0 to 31.
    void u8(int offset, int value);

    /// Reads the 32-bit word of handler state at `offset`, 0 to 28.
    int i32(int offset);

    /// Writes a 32-bit word into the handler state at `offset`, 0 to 28.
    void i32(int offset, int value);

    /// Sets after how many milliseconds without a packet the connection ends; 1 to 2^31-1.
    void timeoutMillis(int timeoutMillis);

    /// Returns after how many milliseconds without a packet the connection ends.
    int timeoutMillis();
}
