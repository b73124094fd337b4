package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Frames of all kinds that the balancer may meet, and variations of them that nobody has thought of: bits, words
/// and lengths changed, pieces of other frames, noise. Often the checksums are put right afterwards, or none would
/// get far.
public final class FrameMutator {
    private static final int ETHERNET_BYTES = 14;
    private static final int LONGEST_FRAME = 2_000;
    private static final int[] WORDS = {0, 1, 7, 8, 20, 40, 64, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x4000, 0x2000, 0x1fff};
    private static final int[] OCTETS = {0, 1, 4, 6, 17, 44, 51, 58, 60, 0x45, 0x46, 0x4f, 0x60, 127, 128, 255};

    private final Random random;
    private final List<byte[]> fromClient = new ArrayList<>();
    private final List<byte[]> fromServer = new ArrayList<>();

    public FrameMutator(long seed) {
        random = new Random(seed);
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                addTraffic(family, traffic);
                for (Side from : Side.values()) {
                    addErrors(family, traffic, from);
                }
            }
            addOthers(family);
        }
        addResolution();
    }

    /// Returns the frames of a side before any mutation.
    public List<byte[]> frames(Side side) {
        return side == Side.CLIENT ? fromClient : fromServer;
    }

    private void add(Side side, PacketBuilder packet) {
        add(side, packet.bytes());
    }

    private void add(Side side, byte[] packet) {
        String mac = side == Side.CLIENT ? Setup.CLIENT_SIDE_MAC : Setup.SERVER_SIDE_MAC;
        frames(side).add(Wire.frame(mac, packet));
    }

    private void addTraffic(Family family, Traffic traffic) {
        for (Side from : Side.values()) {
            add(from, traffic.from(from, family.from(from)));
            add(from, traffic.from(from, family.from(from)).hopLimit(1));
            add(from, traffic.from(from, family.from(from)).dontFragment());
            add(from, traffic.from(from, family.from(from)).fragment(0, true));
            int id = 0x5000 + traffic.ordinal() * 2;
            Pieces.cut(traffic.from(from, family.from(from)).bytes(), id, 24).forEach(piece -> add(from, piece));
            Pieces.cut(traffic.from(from, family.from(from)).bytes(), id + 1, 32)
                    .forEach(piece -> add(from, piece));
            add(from, withOptions(family, traffic.from(from, family.from(from))));
            if (family.isIpv6()) { // a source route at its end, until a bit flips
                add(from, traffic.from(from, family.from(from)).extension(43, bytes(4, 0, 0, 0, 0, 0)));
                add(from, traffic.from(from, family.from(from)).extension(43, bytes(0, 1, 0, 0, 0, 0)));
            }
        }
        if (traffic == Traffic.TCP) {
            for (int flags : new int[] {Traffic.SYN, Traffic.RST, Traffic.FIN | Traffic.ACK}) {
                add(Side.CLIENT, traffic.fromClient(family.fromClient()).patch8(13, flags));
                add(Side.SERVER, traffic.fromServer(family.fromServer()).patch8(13, flags | Traffic.ACK));
            }
            add(Side.CLIENT, traffic.fromClient(family.fromClient()).patch8(13, Traffic.SYN | Traffic.ACK));
            add(Side.SERVER, traffic.fromServer(family.fromServer()).patch8(13, Traffic.SYN));
        }
    }

    private static PacketBuilder withOptions(Family family, PacketBuilder packet) {
        return family.isIpv6()
                ? packet.extension(0, bytes(5, 2, 0, 0, 0, 0)).extension(60, new byte[14])
                : packet.options(7, 7, 4, 0, 0, 0, 0, 0);
    }

    private void addErrors(Family family, Traffic traffic, Side from) {
        byte[] error = Complaint.about(traffic, family, from).arriving();
        Pieces.cut(error, 0x6000 + traffic.ordinal(), 32).forEach(piece -> add(from, piece));
        for (int type : new int[] {family.portUnreachable, family.tooBig, family.hopLimitExceeded}) {
            add(
                    from,
                    Complaint.about(traffic, family, from).type(type).rest(1400).arriving());
            add(
                    from,
                    Complaint.about(traffic, family, from).type(type).quoting(8).arriving());
        }
        add(
                from,
                Complaint.about(traffic, family, from)
                        .quoted(packet -> withOptions(family, packet))
                        .arriving());
        add(
                from,
                Complaint.about(traffic, family, from)
                        .type(family.hopLimitExceeded)
                        .rest(family.isIpv6() ? 16 << 24 : 32 << 16)
                        .followedBy(new byte[120])
                        .arriving());
    }

    private void addOthers(Family family) {
        add(Side.CLIENT, PacketBuilder.ip(family.client, family.port).echoRequest(5, 1, Traffic.DATA));
        add(Side.SERVER, PacketBuilder.ip(family.server, family.local).echoRequest(5, 1, Traffic.DATA));
        add(Side.CLIENT, family.fromClient().udp(5000, 81, Traffic.DATA));
        add(Side.CLIENT, family.fromClient().tcp(5000, 81, Traffic.ACK, Traffic.DATA));
        add(Side.CLIENT, family.fromClient().dontFragment().udp(5000, 80, new byte[1400]));
        add(Side.SERVER, family.fromServer().tcp(5000, 5001, Traffic.ACK));
        add(Side.CLIENT, family.fromClient().content(ToyHandler.PROTOCOL, Traffic.DATA));
        add(Side.CLIENT, family.fromClient().icmp(family.isIpv6() ? 137 : 5, 1, 0, Traffic.DATA));
    }

    /// ARP and neighbour discovery, questions and answers.
    private void addResolution() {
        HexFormat hex = HexFormat.of();
        String arp = "0806" + "0001080006040001" + "020000000102" + "0a010002" + "000000000000" + "0a010001";
        fromClient.add(hex.parseHex("ffffffffffff" + "020000000102" + arp + "00".repeat(18)));
        fromClient.add(hex.parseHex("020000000101" + "020000000177" + arp.replace("06040001", "06040002")));
        byte[] target = PacketBuilder.ip("fd01::1", "fd01::1").bytes();
        byte[] option = bytes(1, 1, 2, 0, 0, 0, 1, 2);
        byte[] question = Arrays.copyOf(Arrays.copyOfRange(target, 8, 24), 24);
        System.arraycopy(option, 0, question, 16, 8);
        PacketBuilder solicitation =
                PacketBuilder.ip("fd01::2", "fd01::1").hopLimit(255).icmp(135, 0, 0, question);
        add(Side.CLIENT, solicitation);
        fromClient.add(Wire.frame("33:33:ff:00:00:01", solicitation.bytes()));
        add(Side.CLIENT, PacketBuilder.ip("fd01::77", "fd01::1").hopLimit(255).icmp(136, 0, 0x6000_0000, question));
    }

    /// Returns a frame, mutated or not.
    public byte[] next(Side side) {
        byte[] frame = pick(side).clone();
        if (random.nextInt(8) == 0) {
            return frame;
        }
        if (random.nextInt(200) == 0) {
            return noise(random.nextInt(120));
        }
        for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
            frame = mutate(side, frame);
        }
        return random.nextInt(4) > 0 ? repair(frame) : frame;
    }

    private byte[] pick(Side side) {
        List<byte[]> frames = frames(random.nextInt(20) == 0 ? Side.values()[random.nextInt(2)] : side);
        return frames.get(random.nextInt(frames.size()));
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] mutate(Side side, byte[] frame) {
        if (frame.length <= ETHERNET_BYTES) {
            return frame;
        }
        boolean anywhere = random.nextInt(20) == 0;
        int from = anywhere ? 0 : ETHERNET_BYTES;
        int at = from + random.nextInt(frame.length - from);
        switch (random.nextInt(8)) {
            case 0 -> frame[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> frame[at] = (byte) random.nextInt();
            case 2 -> frame[at] = (byte) OCTETS[random.nextInt(OCTETS.length)];
            case 3 -> {
                int word = WORDS[random.nextInt(WORDS.length)];
                int even = Math.min(at & ~1, frame.length - 2);
                frame[even] = (byte) (word >>> 8);
                frame[even + 1] = (byte) word;
            }
            case 4 -> {
                return withLength(Arrays.copyOf(frame, at));
            }
            case 5 -> {
                byte[] more = noise(1 + random.nextInt(100));
                byte[] longer = Arrays.copyOf(frame, Math.min(LONGEST_FRAME, frame.length + more.length));
                System.arraycopy(more, 0, longer, frame.length, longer.length - frame.length);
                return random.nextBoolean() ? withLength(longer) : longer;
            }
            case 6 -> {
                byte[] other = pick(side);
                int length = Math.min(1 + random.nextInt(40), Math.min(other.length, frame.length - at));
                System.arraycopy(other, random.nextInt(other.length - length + 1), frame, at, length);
            }
            default -> {
                int near = ETHERNET_BYTES + random.nextInt(Math.min(60, frame.length - ETHERNET_BYTES));
                frame[near] += (byte) (random.nextBoolean() ? 1 : -1);
            }
        }
        return frame;
    }

    /// Makes the IP header state the length that there is, half of the time.
    private byte[] withLength(byte[] frame) {
        boolean ipv6 = frame.length > ETHERNET_BYTES && frame[ETHERNET_BYTES] >>> 4 == 6;
        int least = ETHERNET_BYTES + (ipv6 ? 40 : 20);
        if (random.nextBoolean() && frame.length >= least) {
            int length = frame.length - (ipv6 ? least : ETHERNET_BYTES);
            int field = ETHERNET_BYTES + (ipv6 ? 4 : 2);
            frame[field] = (byte) (length >>> 8);
            frame[field + 1] = (byte) length;
        }
        return frame;
    }

    /// Puts the checksums right that can be.
    public static byte[] repair(byte[] frame) {
        if (frame.length < ETHERNET_BYTES + 20) {
            return frame;
        }
        byte[] packet = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        try {
            if (!Wire.isIpv6(packet)) {
                correct(packet, 10, Wire.headerError(packet));
            }
            int header = Wire.headerBytes(packet);
            switch (Wire.protocol(packet)) {
                case 6 -> correct(packet, header + 16, Wire.contentError(packet));
                case 17 -> correct(packet, header + 6, Wire.contentError(packet));
                case 1, 58 -> correct(packet, header + 2, Wire.contentError(packet));
                default -> {}
            }
        } catch (IndexOutOfBoundsException beyondRepair) {
            return frame;
        }
        System.arraycopy(packet, 0, frame, ETHERNET_BYTES, packet.length);
        return frame;
    }

    private static void correct(byte[] packet, int offset, int error) {
        int right = Math.floorMod(Wire.u16(packet, offset) - error, 0xffff);
        int written = right == 0 ? 0xffff : right; // the same sum, and in UDP not "none"
        packet[offset] = (byte) (written >>> 8);
        packet[offset + 1] = (byte) written;
    }

    /// Returns whether a frame holds an IP packet whose checksums are all right.
    public static boolean isRight(byte[] frame) {
        if (frame.length < ETHERNET_BYTES + 20) {
            return false;
        }
        byte[] packet = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        try {
            return Wire.totalBytes(packet) <= packet.length && Wire.isRight(packet);
        } catch (IndexOutOfBoundsException malformed) {
            return false;
        }
    }
}
