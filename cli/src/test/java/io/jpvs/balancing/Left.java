package io.jpvs.balancing;

import java.util.List;

/// What left because of one packet, in order.
record Left(List<byte[]> toClient, List<byte[]> toServer) {
    /// Returns what went on, of a packet from that side.
    List<byte[]> onwardsFrom(Side side) {
        return side == Side.CLIENT ? toServer : toClient;
    }

    /// Returns what went back.
    List<byte[]> backTo(Side side) {
        return side == Side.CLIENT ? toClient : toServer;
    }

    boolean isNothing() {
        return toClient.isEmpty() && toServer.isEmpty();
    }
}
