package io.jpvs.plugins.tcp;

import java.time.Duration;
import java.util.Locale;

/// The states of a connection, under the names that LVS shows. From the handshake on they are the server's, as in
/// RFC 9293 3.3.2.
enum TcpState {
    /// Not a packet yet.
    NONE(0, 3),
    /// The client's SYN went to the server, which has not answered.
    SYN_SENT(1, 3),
    /// The server's SYN,ACK went to the client, which has not answered.
    SYN_RECV(2, 30),
    /// Both ends have proven that they see each other's numbers.
    ESTABLISHED(3, 90),
    /// The server has said FIN.
    FIN_WAIT(4, 7),
    /// The client has said FIN.
    CLOSE_WAIT(5, 7),
    /// Both have said FIN, of which at least one is not acknowledged.
    LAST_ACK(6, 7),
    /// Both FIN are acknowledged.
    TIME_WAIT(7, 7),
    /// Reset.
    CLOSE(8, 3);

    /// All states, by their number.
    private static final TcpState[] STATES = values();

    private final int number;
    private final Duration timeout;

    TcpState(int number, int timeoutSeconds) {
        this.number = number;
        timeout = Duration.ofSeconds(timeoutSeconds);
    }

    static TcpState of(int number) {
        return STATES[number];
    }

    /// Returns the number that stands for the state in a connection: its place among the states.
    int number() {
        return number;
    }

    /// Returns after how long without a packet a connection in this state ends, unless configured.
    Duration timeout() {
        return timeout;
    }

    /// Returns the name under which the timeout is configured, `syn-sent` for example.
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
