package io.jpvs.fuzz;

import io.jpvs.balancing.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What the other side makes of a packet that it was sent, so that a fuzzer finds its way into conversations without
/// guessing local ports and sequence numbers. Its data says what is different from what a host would do.
final class Reaction {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int ERROR_BYTES = 7;

    private Reaction() {}

    /// Returns the answer to a packet.
    ///
    /// @param changes pairs of an offset and what is written there
    static byte[] reply(byte[] sent, byte[] changes) {
        byte[] reply = sent.clone();
        boolean ipv6 = Wire.isIpv6(sent);
        int address = ipv6 ? 16 : 4;
        int source = ipv6 ? 8 : 12;
        swap(reply, source, source + address, address);
        reply[ipv6 ? 7 : 8] = 64;
        int header = Wire.headerBytes(sent);
        int protocol = Wire.protocol(sent);
        if ((protocol == TCP && sent.length >= header + 20) || (protocol == UDP && sent.length >= header + 8)) {
            swap(reply, header, header + 2, 2);
            if (protocol == TCP) {
                answerSegment(
                        ByteBuffer.wrap(reply, header, sent.length - header).slice());
            }
        } else if (header < sent.length && (sent[header] == 8 || sent[header] == (byte) 128)) {
            reply[header] = (byte) (sent[header] == 8 ? 0 : 129);
        }
        return change(reply, changes, 0);
    }

    private static void answerSegment(ByteBuffer segment) {
        int flags = segment.get(13);
        int data = Math.max(0, segment.capacity() - (segment.get(12) >>> 4 & 15) * 4);
        int sequence = segment.getInt(4);
        segment.putInt(4, segment.getInt(8));
        segment.putInt(8, sequence + data + ((flags & 3) == 0 ? 0 : 1));
        segment.put(13, (byte) ((flags & (SYN | ACK)) == SYN ? SYN | ACK : ACK));
    }

    /// Returns an error about a packet.
    ///
    /// @param data type, code, four bytes, how much is quoted in units of four (0: all), then changes
    static byte[] error(byte[] sent, byte[] data) {
        byte[] head = Arrays.copyOf(data, ERROR_BYTES);
        boolean ipv6 = Wire.isIpv6(sent);
        int units = head[6] & 0xff;
        int quoted = units == 0 ? sent.length : Math.min(sent.length, units * 4);
        int header = ipv6 ? 40 : 20;
        ByteBuffer error = ByteBuffer.allocate(header + 8 + quoted);
        if (ipv6) {
            error.putInt(0x6000_0000)
                    .putShort((short) (8 + quoted))
                    .put((byte) 58)
                    .put((byte) 64);
            error.put(sent, 24, 16).put(sent, 8, 16);
        } else {
            error.putShort((short) 0x4500).putShort((short) error.capacity()).putInt(0);
            error.put((byte) 64).put((byte) 1).putShort((short) 0);
            error.put(sent, 16, 4).put(sent, 12, 4);
        }
        error.put(head, 0, 2).putShort((short) 0).put(head, 2, 4).put(sent, 0, quoted);
        return change(error.array(), data, ERROR_BYTES);
    }

    private static byte[] change(byte[] packet, byte[] changes, int from) {
        for (int i = from; i + 2 <= changes.length; i += 2) {
            packet[(changes[i] & 0xff) % packet.length] = changes[i + 1];
        }
        return packet;
    }

    private static void swap(byte[] bytes, int one, int other, int length) {
        byte[] kept = Arrays.copyOfRange(bytes, one, one + length);
        System.arraycopy(bytes, other, bytes, one, length);
        System.arraycopy(kept, 0, bytes, other, length);
    }
}
