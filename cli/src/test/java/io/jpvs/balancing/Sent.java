package io.jpvs.balancing;

import io.jpvs.testkit.HandlerKernel;
import java.util.List;

/// An IP packet as it comes in.
///
/// @param from the side it comes from
record Sent(Side from, byte[] packet) {
    /// Lets it come in there, and returns what left on the other side.
    List<byte[]> into(HandlerKernel kernel) {
        return from == Side.CLIENT ? kernel.fromClient(packet) : kernel.fromServer(packet);
    }

    /// Lets it come in there, and returns all that left.
    Left through(HandlerKernel kernel) {
        List<byte[]> onwards = into(kernel);
        return from == Side.CLIENT
                ? new Left(kernel.sentToClient(), onwards)
                : new Left(onwards, kernel.sentToServer());
    }
}
