package io.jpvs.kernel.pcap;

/// The classic pcap format: draft-ietf-opsawg-pcap. All words are in the byte order of the machine that wrote the
/// file, which the magic number tells.
///
/// ```
/// file header                            record header, followed by its bytes
/// offset size  field                     offset size  field
///      0    4  magic number                   0    4  seconds since the epoch, unsigned
///      4    2  major version, 2               4    4  microseconds or nanoseconds
///      6    2  minor version, 4               8    4  bytes in the file
///      8    8  unused                        12    4  bytes on the wire
///     16    4  most bytes of a record
///     20    4  link type (low 28 bits)
/// ```
final class PcapFormat {
    static final int FILE_HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 16;

    static final int MAGIC_MICROS = 0xa1b2_c3d4;
    static final int MAGIC_NANOS = 0xa1b2_3c4d;
    static final int MAJOR_VERSION = 2;
    static final int MINOR_VERSION = 4;
    static final int LINK_TYPE = 20;
    static final int LINK_TYPE_MASK = 0x0fff_ffff;
    static final int LINKTYPE_ETHERNET = 1;

    /// Bytes of a record, at most: MAXIMUM_SNAPLEN of libpcap, which refuses more as damage.
    static final int MOST_RECORD_BYTES = 262_144;

    static final long NANOS_PER_SECOND = 1_000_000_000L;
    static final int NANOS_PER_MICRO = 1000;

    private PcapFormat() {}
}
