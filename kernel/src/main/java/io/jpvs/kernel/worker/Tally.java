package io.jpvs.kernel.worker;

/// What a worker counts beside the outcome of each frame.
public enum Tally {
    /// Frames taken from receive queues.
    RECEIVED("frames received"),
    /// Frames that came in here and that another worker is to finish, since it owns their flow.
    HANDED_OVER("frames handed over to the worker that owns the flow"),
    /// Frames that came in at another worker.
    TAKEN_OVER("frames taken over from another worker"),
    /// Packets the balancer sent of its own: errors, resets, farewells.
    ORIGINATED("packets originated"),
    /// Answers and errors not sent because a rate limit was reached.
    RATE_LIMITED("answers and errors held back by a rate limit"),
    /// Address resolution requests and answers sent.
    NEIGHBOUR_SENT("address resolution packets sent"),
    /// Frames the balancer wanted to send of its own and found no buffer for.
    NO_BUFFER("no buffer for a packet of our own"),
    /// Own packets that the transmit queue did not take or no route led to.
    ORIGINATED_LOST("packets of our own lost on transmit"),
    /// Fragments that the balancer made of packets too large for the leg they left on, the first of each not counted.
    FRAGMENTS_SENT("fragments made, beside the first of each packet"),
    /// Connections opened.
    CONNECTIONS_OPENED("connections opened"),
    /// Connections loaded from a file at the start.
    CONNECTIONS_LOADED("connections loaded from a file"),
    /// Connections ended because they were idle.
    CONNECTIONS_EXPIRED("connections expired"),
    /// Errors related to a connection that had ended; each has its outcome too.
    LINGER_MATCHES("errors about connections that had ended"),
    /// Ended connections forgotten before their time, to make room for others.
    LINGER_EVICTIONS("ended connections forgotten early for want of room"),
    /// Exceptions that handlers threw.
    HANDLER_EXCEPTIONS("exceptions thrown by handlers");

    private final String description;

    Tally(String description) {
        this.description = description;
    }

    /// Returns a short phrase for people.
    public String description() {
        return description;
    }
}
