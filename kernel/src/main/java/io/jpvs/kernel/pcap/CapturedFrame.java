package io.jpvs.kernel.pcap;

/// A frame of a capture.
///
/// @param nanos when it was captured, since the epoch
/// @param bytes what was captured of it, from the Ethernet header on; the reader keeps no reference
/// @param wireBytes its length on the wire; greater than that of `bytes` if the capture cut it
public record CapturedFrame(long nanos, byte[] bytes, int wireBytes) {
    /// Returns whether the capture holds less than was on the wire.
    public boolean isCut() {
        return bytes.length < wireBytes;
    }
}
