package io.jpvs.bench.scale;

import io.jpvs.bench.memory.CpuClock;
import io.jpvs.bench.memory.EstablishedLoad;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/// One row, in a JVM of its own.
public final class Measurement {
    private static final int CALLS_BETWEEN_LOOKS = 256;

    private final Order order;
    private final EstablishedLoad load;
    private long balanced;

    private Measurement(Order order, EstablishedLoad load) {
        this.order = order;
        this.load = load;
    }

    /// Measures.
    public static Sample of(Order order) {
        try (EstablishedLoad load = new EstablishedLoad(Path.of(order.home()), order.layout())) {
            return new Measurement(order, load).measure();
        }
    }

    private Sample measure() {
        boolean several = order.layout().protocols() > 1;
        long forwarded = load.forwarded();
        if (several) {
            load.playAll();
            window(this::balance, order.warmUpMillis());
        }
        load.playFirst();
        window(this::balance, order.warmUpMillis());
        window(load::receiveAndTransmit, order.warmUpMillis() / 4);
        List<Double> alone = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        List<Double> yardstick = new ArrayList<>();
        for (int turn = 0; turn < order.turns(); turn++) {
            load.playFirst();
            yardstick.add(window(load::receiveAndTransmit, order.windowMillis() / 2));
            alone.add(window(this::balance, order.windowMillis()));
            if (several) {
                load.playAll();
                all.add(window(this::balance, order.windowMillis()));
            }
        }
        return new Sample(alone, all, yardstick, complaint(load.forwarded() - forwarded));
    }

    private int balance() {
        int packets = load.balance();
        balanced += packets;
        return packets;
    }

    private String complaint(long forwarded) {
        int flows = order.layout().flows() * order.layout().protocols();
        if (forwarded != balanced) {
            return "of " + balanced + " packets " + forwarded + " were forwarded";
        }
        return load.connections() == flows ? "" : load.connections() + " connections instead of " + flows;
    }

    /// Calls a source of packets for a while and returns what each packet took.
    private static double window(IntSupplier packets, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        long began = CpuClock.nanos();
        long count = 0;
        while (System.nanoTime() < end) {
            for (int call = 0; call < CALLS_BETWEEN_LOOKS; call++) {
                count += packets.getAsInt();
            }
        }
        return (double) (CpuClock.nanos() - began) / count;
    }
}
