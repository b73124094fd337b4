package io.jpvs.bench.memory;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Verdict;
import io.jpvs.bench.rig.RigException;
import io.jpvs.kernel.port.ArenaFramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.testkit.PacketBuilder;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A worker in memory with established flows, and their packets coming in for ever, requests on one port and replies
/// on the other, each in a random order. The flows came to exist by their own first packets.
public final class EstablishedLoad implements AutoCloseable {
    private static final int FLOWS_PER_LOCAL = 50_000;
    private static final int FRAMES = 1024;
    private static final int HEADROOM = 128;
    private static final long SEED = 20_231;
    private static final int UDP_HEADERS = 14 + 20 + 8;
    private static final int TCP_HEADERS = 14 + 20 + 20;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int CLIENT_SEQUENCE = 999;
    private static final int SERVER_SEQUENCE = 4999;
    private static final int IP_PROTOCOL = 9;
    private static final int IP_CHECKSUM = 10;

    private final Arena arena = Arena.ofConfined();
    private final ArenaFramePool pool;
    private final LoopPort client;
    private final LoopPort server;
    private final Layout layout;
    private final MemoryWorker memory;
    private final List<FrameStore> requests = new ArrayList<>();
    private final List<FrameStore> replies = new ArrayList<>();
    private final FrameVector yardstick;
    private final FrameStore allRequests;
    private final FrameStore allReplies;
    private int answered;

    /// Builds the worker and opens the flows.
    ///
    /// @param home of jpvs
    public EstablishedLoad(Path home, Layout layout) {
        this.layout = layout;
        pool = new ArenaFramePool(arena, FRAMES, HEADROOM + FrameStore.slotBytes(layout.frameBytes()));
        client = new LoopPort("client", Stations.CLIENT_PORT, arena, pool, layout.burst());
        server = new LoopPort("server", Stations.SERVER_PORT, arena, pool, layout.burst());
        yardstick = new FrameVector(arena, Layout.MOST_BURST);
        int each = layout.flows() / (layout.services() * layout.servers());
        Stations stations = new Stations(layout.services(), layout.servers(), each / FLOWS_PER_LOCAL + 1);
        String connections = "connections: {capacity: %d, linger-capacity: %d}"
                .formatted(layout.capacity(), Math.min(layout.capacity(), 1 << 16));
        memory = new MemoryWorker(
                home, layout.handlers(), stations, List.of(connections), arena, pool, List.of(client, server));
        for (String protocol : protocols()) {
            open(protocol);
        }
        allRequests = requests.size() == 1 ? requests.getFirst() : FrameStore.inTurn(arena, requests);
        allReplies = replies.size() == 1 ? replies.getFirst() : FrameStore.inTurn(arena, replies);
    }

    private List<String> protocols() {
        return layout.protocols() == 1 ? List.of(layout.protocol()) : MemoryWorker.protocols(layout.handlers());
    }

    private void open(String protocol) {
        int flows = layout.flows();
        FrameStore toServer = new FrameStore(arena, flows, layout.frameBytes());
        FrameStore toClient = new FrameStore(arena, flows, layout.frameBytes());
        int[] replyOrder = shuffled(flows, SEED + 1);
        for (int flow = 0; flow < flows; flow++) {
            toServer.put(flow, request(protocol, flow, true));
        }
        answered = 0;
        server.show((frame, bytes) -> {
            Mirror.turn(frame);
            answer(protocol, frame, true);
            toClient.copy(answered++, frame, bytes);
        });
        carry(client, toServer);
        server.show(null);
        if (answered != flows) {
            throw new RigException("of " + flows + " flows of " + protocol + " " + answered + " opened");
        }
        carry(server, toClient); // a handshake's second packet
        int[] requestOrder = shuffled(flows, SEED);
        for (int flow = 0; flow < flows; flow++) {
            toServer.put(requestOrder[flow], request(protocol, flow, false));
            answer(protocol, toClient.at(flow), false);
        }
        requests.add(toServer);
        replies.add(permuted(toClient, replyOrder));
    }

    private FrameStore permuted(FrameStore frames, int[] order) {
        FrameStore permuted = new FrameStore(arena, order.length, layout.frameBytes());
        for (int i = 0; i < order.length; i++) {
            permuted.copy(order[i], frames.at(i), frames.lengthBytes());
        }
        return permuted;
    }

    private void carry(LoopPort from, FrameStore frames) {
        from.playOnce(frames);
        for (int left = frames.count(); left > 0; ) {
            left -= memory.worker().poll(System.nanoTime());
        }
    }

    private static void answer(String protocol, long frame, boolean opening) {
        if (protocol.equals("tcp")) {
            Mirror.segment(
                    frame,
                    opening ? SYN | ACK : ACK,
                    opening ? SERVER_SEQUENCE : SERVER_SEQUENCE + 1,
                    CLIENT_SEQUENCE + 1);
        }
    }

    private byte[] request(String protocol, int flow, boolean opening) {
        PacketBuilder packet = PacketBuilder.ip(Stations.client(flow), Stations.vip(flow % layout.services()));
        int port = Stations.clientPort(flow);
        if (protocol.equals("tcp")) {
            packet.tcp(port, Stations.SERVICE_PORT, opening ? SYN : ACK, new byte[layout.frameBytes() - TCP_HEADERS])
                    .sequence(opening ? CLIENT_SEQUENCE : CLIENT_SEQUENCE + 1)
                    .acknowledgment(opening ? 0 : SERVER_SEQUENCE + 1);
        } else {
            packet.udp(port, Stations.SERVICE_PORT, new byte[layout.frameBytes() - UDP_HEADERS]);
        }
        byte[] frame = packet.frame(Stations.CLIENT_PORT_MAC, Stations.CLIENT_ROUTER_MAC);
        return protocol.startsWith("extra") ? renumbered(frame, number(protocol)) : frame;
    }

    private static int number(String protocol) {
        return ExtraPlugin.number(Integer.parseInt(protocol.substring("extra".length())));
    }

    /// Gives a frame another protocol number. Its own checksum, which nobody verifies on the way, then counts another
    /// pseudo-header.
    private static byte[] renumbered(byte[] frame, int number) {
        int at = 14 + IP_PROTOCOL;
        int checksum = 14 + IP_CHECKSUM;
        int sum = (~((frame[checksum] & 0xff) << 8 | frame[checksum + 1] & 0xff) & 0xffff)
                + (~(frame[at] & 0xff) & 0xffff)
                + number;
        int folded = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        frame[at] = (byte) number;
        frame[checksum] = (byte) (folded >>> 8);
        frame[checksum + 1] = (byte) folded;
        return frame;
    }

    private static int[] shuffled(int count, long seed) {
        int[] order = new int[count];
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /// Lets the packets of the first protocol alone come in from now on.
    public void playFirst() {
        client.play(requests.getFirst());
        server.play(replies.getFirst());
    }

    /// Lets the packets of all protocols come in from now on, a packet of each in turn.
    public void playAll() {
        client.play(allRequests);
        server.play(allReplies);
    }

    /// Lets the balancer carry a burst of each port.
    ///
    /// @return how many packets there were
    public int balance() {
        return memory.worker().poll(System.nanoTime());
    }

    /// Receives a burst of each port and sends it: what the ports cost without a balancer.
    ///
    /// @return how many packets there were
    public int receiveAndTransmit() {
        int count = client.receive(yardstick);
        server.transmit(yardstick);
        count += server.receive(yardstick);
        client.transmit(yardstick);
        return count;
    }

    /// Returns how many packets have been forwarded.
    public long forwarded() {
        return memory.worker().counters().get(Verdict.FORWARDED_IN)
                + memory.worker().counters().get(Verdict.FORWARDED_OUT);
    }

    /// Returns how many connections there are.
    public int connections() {
        return memory.worker().table(IpVersion.IPV4).size();
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
