package io.jpvs.kernel.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the servers in turn, each as often as its weight says: `wrr`.
///
/// A threshold falls from the largest weight to zero in steps of the weights' greatest common divisor; each round
/// takes the servers whose weight reaches it. A heavy server's turns are so spread out instead of coming in a row.
final class WeightedRoundRobin implements Scheduler {
    private int position = -1;
    private int threshold;

    @Override
    public @Nullable Server schedule(List<Server> servers) {
        int divisor = 0;
        int largest = 0;
        for (int i = 0; i < servers.size(); i++) {
            int weight = servers.get(i).weight();
            divisor = greatestCommonDivisor(divisor, weight);
            largest = Math.max(largest, weight);
        }
        if (largest == 0) {
            return null;
        }
        while (true) {
            position++;
            if (position >= servers.size()) {
                position = 0;
            }
            if (position == 0) {
                threshold -= divisor;
                if (threshold <= 0) {
                    threshold = largest;
                }
            }
            Server server = servers.get(position);
            if (server.weight() >= threshold) {
                return server;
            }
        }
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
