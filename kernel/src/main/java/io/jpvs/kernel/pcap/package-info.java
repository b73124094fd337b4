/// Captures of Ethernet frames in the classic pcap format, read and written without libpcap:
/// draft-ietf-opsawg-pcap.
///
/// Own code since no library on Maven Central serves: pcap4j and jNetPcap wrap libpcap, and pkts.io, last released
/// in 2020, says neither which record of a damaged file is at fault nor keeps big-endian files intact.
@NullMarked
package io.jpvs.kernel.pcap;

import org.jspecify.annotations.NullMarked;
