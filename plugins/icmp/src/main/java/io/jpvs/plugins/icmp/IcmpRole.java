package io.jpvs.plugins.icmp;

/// What a type of message is to the balancer.
enum IcmpRole {
    /// Quotes the packet that it is about.
    ERROR,
    /// Carries an identifier and opens a flow.
    REQUEST,
    /// Answers a request.
    REPLY,
    /// Tells a host to use another gateway. Nobody behind the balancer shares a link with who said so.
    REDIRECT,
    /// Everything else: obsolete, of the link only, or unheard of.
    UNSUPPORTED;

    boolean isQuery() {
        return this == REQUEST || this == REPLY;
    }
}
