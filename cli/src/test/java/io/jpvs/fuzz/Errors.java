package io.jpvs.fuzz;

import io.jpvs.balancing.Wire;
import java.util.Arrays;

/// Tells ICMP errors from other frames, by no code of jpvs.
final class Errors {
    private static final int ETHERNET_BYTES = 14;

    private Errors() {}

    static boolean isError(byte[] frame) {
        try {
            int type = Wire.u16(frame, 12);
            byte[] packet = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
            int message = Wire.u8(packet, Wire.headerBytes(packet));
            return switch (type) {
                case 0x0800 -> !Wire.isIpv6(packet) && isIpv4Error(packet, message);
                case 0x86dd -> Wire.isIpv6(packet) && Wire.protocol(packet) == 58 && message < 128;
                default -> false;
            };
        } catch (IndexOutOfBoundsException | IllegalArgumentException tooShort) {
            return false;
        }
    }

    private static boolean isIpv4Error(byte[] packet, int message) {
        boolean laterFragment = (Wire.u16(packet, 6) & 0x1fff) != 0;
        return packet[9] == 1
                && !laterFragment
                && (message == 3 || message == 4 || message == 5 || message == 11 || message == 12);
    }
}
