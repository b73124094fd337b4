package io.jpvs.kernel.config;

/// What a packet gets that is not served.
public enum Response {
    /// Nothing.
    DROP,
    /// An answer that says so, in the words of its protocol.
    REJECT
}
