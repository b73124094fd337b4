package io.jpvs.fuzz;

import static io.jpvs.fuzz.Property.holds;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Verdict;
import io.jpvs.balancing.FrameMutator;
import io.jpvs.balancing.Wire;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.replay.MemoryBalancer;
import io.jpvs.kernel.worker.Counters;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.replay.Handlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One run of an input through a balancer in memory, with all that has to hold after each step.
final class KernelRun implements AutoCloseable {
    private static final int ETHERNET_BYTES = 14;
    private static final int ARP = 0x0806;
    private static final int MOST_FRAME_BYTES = 2048;
    private static final int MOST_BURST = 32;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long LONGER_THAN_ANY_TIMEOUT = Duration.ofHours(2).toNanos();
    private static final String[] MACS = {"02:00:00:00:01:01", "02:00:00:00:02:01"};

    private final MemoryBalancer balancer;
    private final Counters counters;
    private final SentFrames sent;
    private final List<byte[]> burst = new ArrayList<>();
    private final byte[][] lastSent = new byte[MACS.length][];
    private final List<String> transcript = new ArrayList<>();
    private int burstPort;
    private long nowNanos = 1;
    private long received;

    /// Whether a packet with a wrong checksum may be somewhere inside.
    private boolean tainted;

    KernelRun(Configuration configuration, int fill) {
        sent = new SentFrames(configuration);
        balancer = MemoryBalancer.guarded(configuration, Handlers.shipped(), fill, this::sent);
        counters = balancer.workers().getFirst().counters();
        balancer.advance(nowNanos);
    }

    private void sent(int port, byte[] frame, long nanos) {
        sent.check(port, frame, !tainted);
        if (Wire.u16(frame, 12) != ARP) {
            lastSent[port] = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        }
        transcript.add(port + " " + nanos + " " + Wire.hex(frame));
    }

    /// Carries out one piece of an input.
    void take(Piece piece) {
        if (piece.port() != burstPort || piece.nanosBefore() > 0) {
            flush();
        }
        burstPort = piece.port();
        nowNanos += piece.nanosBefore();
        byte[] frame = frame(piece);
        if (frame.length <= MOST_FRAME_BYTES) {
            burst.add(frame);
        }
        if (!piece.waits() || burst.size() == MOST_BURST) {
            flush();
        }
    }

    private byte[] frame(Piece piece) {
        byte[] frame = piece.kind() == Piece.Kind.FRAME || piece.data().length == 0
                ? piece.data()
                : Wire.frame(MACS[piece.port()], packet(piece));
        return piece.isRepaired() ? FrameMutator.repair(frame) : frame;
    }

    private byte[] packet(Piece piece) {
        byte[] last = lastSent[piece.port()];
        if (last == null) {
            return piece.data();
        }
        return switch (piece.kind()) {
            case PACKET, FRAME -> piece.data();
            case REPLY -> Reaction.reply(last, piece.data());
            case ERROR -> Reaction.error(last, piece.data());
        };
    }

    private void flush() {
        if (burst.isEmpty()) {
            return;
        }
        balancer.advance(nowNanos);
        assertSound();
        tainted |= !burst.stream().allMatch(FrameMutator::isRight);
        boolean onlyErrors = burst.stream().allMatch(Errors::isError);
        long opened = counters.get(Tally.CONNECTIONS_OPENED);
        long said = counters.get(Tally.ORIGINATED) + counters.get(Verdict.ANSWERED);
        balancer.receive(burstPort, List.copyOf(burst), nowNanos);
        received += burst.size();
        if (onlyErrors) {
            holds(counters.get(Tally.CONNECTIONS_OPENED) == opened, () -> "an error opened a connection");
            holds(
                    counters.get(Tally.ORIGINATED) + counters.get(Verdict.ANSWERED) == said,
                    () -> "an error was answered");
        }
        burst.clear();
        assertSound();
        tainted &= balancer.workers().getFirst().heldFrames() > 0;
    }

    private void assertSound() {
        holds(counters.get(Tally.HANDLER_EXCEPTIONS) == 0, () -> "a handler threw: see the log");
        holds(counters.get(Tally.RECEIVED) == received, () -> "received " + received + ": " + figures());
        long held = balancer.workers().getFirst().heldFrames();
        holds(counters.outcomes() == received - held, () -> held + " held, but " + figures());
        int waiting = balancer.workers().getFirst().waitingFrames();
        holds(balancer.buffersOut() == waiting, () -> balancer.buffersOut() + " buffers for " + waiting + " frames");
    }

    /// Lets everything end, and returns all that was sent and counted.
    List<String> finish() {
        flush();
        for (int i = 0; i < 3; i++) {
            nowNanos += MINUTE; // whoever waits for a next hop
            balancer.advance(nowNanos);
            assertSound();
        }
        nowNanos += LONGER_THAN_ANY_TIMEOUT;
        balancer.advance(nowNanos);
        assertSound();
        for (IpVersion version : IpVersion.values()) {
            holds(
                    balancer.workers().getFirst().table(version).size() == 0,
                    () -> "connections of " + version + " for ever");
        }
        holds(balancer.buffersOut() == 0, () -> balancer.buffersOut() + " buffers lost");
        holds(balancer.isIntact(), () -> "written behind a buffer");
        transcript.add(figures());
        return transcript;
    }

    private String figures() {
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            text.append(counters.get(verdict) == 0 ? "" : verdict + " " + counters.get(verdict) + ", ");
        }
        for (Tally tally : Tally.values()) {
            text.append(counters.get(tally) == 0 ? "" : tally + " " + counters.get(tally) + ", ");
        }
        return text.toString();
    }

    @Override
    public void close() {
        balancer.close();
    }
}
