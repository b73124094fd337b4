package io.jpvs.fuzz;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.balancing.FrameMutator;
import io.jpvs.balancing.Side;
import io.jpvs.balancing.Wire;
import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import io.jpvs.testkit.PacketBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What fuzzing starts from: every frame the tests know, alone, and conversations with errors about them, before
/// and after their end.
final class Seeds {
    private static final Path GOLDENS = Path.of("src", "test", "resources", "replay");
    private static final String[] PORTS = {"client", "server"};
    private static final int ETHERNET_BYTES = 14;
    private static final List<Integer> HANDLERS = List.of(6, 6, 17, 17, 1, 58);
    private static final int CONFIGURATIONS = 3;
    private static final int FIVE_MINUTES = 7 | 15 << 3; // 8 ms, doubled 15 times: 262 s
    private static final int[][] ERRORS = {
        {3, 3, 0, 0, 0, 0, 7},
        {3, 4, 0, 0, 2, 0, 0},
        {11, 0, 0, 0, 0, 0, 0},
        {1, 4, 0, 0, 0, 0, 12},
        {2, 0, 0, 0, 5, 0, 0}
    };

    private Seeds() {}

    /// Returns inputs for [KernelFuzz].
    static List<byte[]> kernel() {
        List<byte[]> inputs = new ArrayList<>();
        FrameMutator frames = new FrameMutator(0);
        for (Side side : Side.values()) {
            for (byte[] frame : frames.frames(side)) {
                inputs.add(input(
                        inputs.size() % CONFIGURATIONS,
                        List.of(Piece.of(Piece.Kind.FRAME, side.ordinal(), false, 0, frame))));
            }
        }
        for (Path golden : goldens()) {
            inputs.add(input(inputs.size() % CONFIGURATIONS, replay(golden)));
        }
        for (String[] ends : new String[][] {{"10.1.0.2", "10.1.0.100"}, {"fd01::2", "fd01::100"}}) {
            for (PacketBuilder opening : openings(ends[0], ends[1])) {
                for (int configuration = 0; configuration < CONFIGURATIONS; configuration++) {
                    inputs.add(input(configuration, conversation(opening.bytes())));
                }
            }
        }
        return inputs;
    }

    private static List<PacketBuilder> openings(String client, String vip) {
        return List.of(
                PacketBuilder.ip(client, vip).tcp(5000, 80, 2),
                PacketBuilder.ip(client, vip).udp(5000, 80, bytes(1, 2, 3, 4)),
                PacketBuilder.ip(client, vip).echoRequest(5, 1, bytes(1, 2, 3, 4)),
                PacketBuilder.ip(client, vip).fragment(0, true).udp(5000, 80, new byte[64]));
    }

    private static List<Piece> conversation(byte[] opening) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(Piece.of(Piece.Kind.PACKET, 0, true, 0, opening));
        pieces.add(Piece.of(Piece.Kind.REPLY, 1, true, 1, bytes(0)));
        pieces.add(Piece.of(Piece.Kind.REPLY, 0, true, 1, bytes(0)));
        for (int time : new int[] {0, FIVE_MINUTES}) {
            for (int[] error : ERRORS) {
                pieces.add(Piece.of(Piece.Kind.ERROR, 1, true, time, bytes(error)));
                pieces.add(Piece.of(Piece.Kind.ERROR, 0, true, 0, bytes(error)));
            }
        }
        return pieces;
    }

    private static byte[] input(int choice, List<Piece> pieces) {
        return input(choice, Piece.write(pieces));
    }

    private static byte[] input(int choice, byte[] rest) {
        byte[] input = new byte[1 + rest.length];
        input[0] = (byte) choice;
        System.arraycopy(rest, 0, input, 1, rest.length);
        return input;
    }

    /// Prepares the folders of a run: `seeds`, each file named after its content, and `corpus`, which the fuzzer fills.
    ///
    /// @param args the target and the folder
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (byte[] input : of(args[0])) {
            Files.write(seeds.resolve(Integer.toHexString(Arrays.hashCode(input))), input);
        }
    }

    /// Returns the inputs of a target.
    static List<byte[]> of(String target) {
        return switch (target) {
            case "KernelFuzz" -> kernel();
            case "HandlerFuzz" -> handlers();
            case "ReaderFuzz" -> readers();
            default -> throw new IllegalArgumentException("no target " + target);
        };
    }

    /// Returns inputs for [ReaderFuzz]: the files of the goldens.
    private static List<byte[]> readers() {
        List<byte[]> inputs = new ArrayList<>();
        for (Path golden : goldens()) {
            inputs.add(input(0, read(golden.resolve("client-in.pcap"))));
            inputs.add(input(1, read(golden.resolve("jpvs.yaml"))));
            inputs.add(input(2, read(golden.resolve("connections.tsv"))));
        }
        return inputs;
    }

    private static List<Path> goldens() {
        try (Stream<Path> folders = Files.list(GOLDENS)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What came in, in the order of time; pauses are rounded up to what a piece can say.
    private static List<Piece> replay(Path golden) {
        TreeMap<Long, List<Piece>> pieces = new TreeMap<>();
        for (int port = 0; port < PORTS.length; port++) {
            try (PcapReader reader = PcapReader.open(golden.resolve(PORTS[port] + "-in.pcap"))) {
                for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
                    pieces.computeIfAbsent(frame.nanos(), _ -> new ArrayList<>())
                            .add(Piece.of(Piece.Kind.FRAME, port, false, 0, frame.bytes()));
                }
            }
        }
        List<Piece> replay = new ArrayList<>();
        long now = pieces.isEmpty() ? 0 : pieces.firstKey();
        for (Map.Entry<Long, List<Piece>> moment : pieces.entrySet()) {
            for (Piece piece : moment.getValue()) {
                replay.add(piece.after(moment.getKey() - now));
                now = moment.getKey();
            }
        }
        return replay;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns inputs for [HandlerFuzz].
    private static List<byte[]> handlers() {
        List<byte[]> inputs = new ArrayList<>();
        FrameMutator frames = new FrameMutator(0);
        for (Side side : Side.values()) {
            for (byte[] frame : frames.frames(side)) {
                byte[] packet = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
                boolean ipv6 = frame[12] == (byte) 0x86;
                int first = frame[13] == 6 ? -1 : HANDLERS.indexOf(Wire.protocol(packet));
                if (first >= 0) {
                    int choice = first / 2 * 2 + (ipv6 ? 1 : 0);
                    byte[] content = Arrays.copyOfRange(packet, Wire.headerBytes(packet), packet.length);
                    Piece piece = Piece.of(Piece.Kind.PACKET, side.ordinal(), true, 0, content);
                    inputs.add(input(choice, List.of(piece, piece)));
                }
            }
        }
        return inputs;
    }
}
