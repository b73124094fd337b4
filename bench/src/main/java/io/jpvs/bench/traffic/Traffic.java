package io.jpvs.bench.traffic;

import java.util.Random;

/// The frames of a workload in the order in which they come: one of the client's side and one of the server's side
/// in turn, the flows of each side in a random order that is the same in every run.
public final class Traffic {
    private static final long SEED = 20_231;

    private final Workload workload;
    private final Stations stations;
    private final int[] clientOrder;
    private final int[] serverOrder;

    /// Plans the traffic.
    public Traffic(Workload workload) {
        this.workload = workload;
        this.stations = new Stations(workload.ipv6());
        Random random = new Random(SEED);
        this.clientOrder = shuffled(workload.flows(), random);
        this.serverOrder = shuffled(workload.flows(), random);
    }

    /// Returns what it is the traffic of.
    public Workload workload() {
        return workload;
    }

    /// Returns the addresses it is between.
    public Stations stations() {
        return stations;
    }

    /// Returns a frame by its place in the capture.
    public Passage passage(int place) {
        boolean ofClient = place % 2 == 0;
        Flow flow = flow(flowAt(place));
        if (workload.kind() == Kind.ERRORS) {
            return ofClient ? flow.errorOfClient() : flow.errorOfServer();
        }
        return ofClient ? flow.request() : flow.reply();
    }

    /// Returns the number of the flow whose frame is at a place.
    public int flowAt(int place) {
        int[] order = place % 2 == 0 ? clientOrder : serverOrder;
        return order[place / 2 % order.length];
    }

    /// Returns the line of a flow in a file of connections.
    public String connection(int flow) {
        return flow(flow).line();
    }

    private Flow flow(int number) {
        return new Flow(stations, workload.kind().transport(number), number);
    }

    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
