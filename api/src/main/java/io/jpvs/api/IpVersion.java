package io.jpvs.api;

/// The two versions of the Internet Protocol.
public enum IpVersion {
    /// RFC 791.
    IPV4,
    /// RFC 8200.
    IPV6
}
