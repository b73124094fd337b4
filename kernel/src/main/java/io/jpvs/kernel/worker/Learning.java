package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.neighbour.Neighbour;

/// What one worker learns of its neighbours, from them and from the other workers: an answer arrives at one of them,
/// whichever asked, and all send to the same next hops.
final class Learning {
    /// An answer to a question of ours. It confirms an entry; nobody gets one by answering what was not asked.
    static final int ANSWER = 0;

    /// Said of its own accord. It updates an entry.
    static final int REMARK = 1;

    /// Came with a question to us. It makes an entry, since the neighbour will hear from us.
    static final int QUESTION = 2;

    private static final int ADVERTISEMENT = 4;
    private static final int SOLICITED = 1;
    private static final int OVERRIDING = 2;

    private final WorkerState state;

    Learning(WorkerState state) {
        this.state = state;
    }

    /// Returns how a neighbour advertises itself by its flags: RFC 4861, section 7.2.5.
    static int advertisement(boolean isSolicited, boolean isOverriding) {
        return ADVERTISEMENT | (isSolicited ? SOLICITED : 0) | (isOverriding ? OVERRIDING : 0);
    }

    /// Learns from a neighbour, and tells the other workers.
    ///
    /// @param how [#ANSWER], [#REMARK], [#QUESTION] or [#advertisement]
    /// @param macAddress `NeighbourDiscovery.NO_MAC` if an advertisement states none
    void learn(int how, int port, boolean ipv6, long high, long low, long macAddress) {
        take(how, port, ipv6, high, low, macAddress);
        state.peers.tell(how, port, ipv6, high, low, macAddress);
    }

    /// Learns from another worker. A question was to that one: it is no more than a remark here.
    void hear(int how, int port, boolean ipv6, long high, long low, long macAddress) {
        take(how == QUESTION ? REMARK : how, port, ipv6, high, low, macAddress);
    }

    private void take(int how, int port, boolean ipv6, long high, long low, long macAddress) {
        Neighbour known = state.neighbours.find(port, high, low, ipv6);
        long now = state.burst.nowNanos;
        if (known == null) {
            if (how == QUESTION) {
                IpAddress address = new IpAddress(ipv6 ? IpVersion.IPV6 : IpVersion.IPV4, high, low);
                state.neighbours.learn(port, address, macAddress, now);
            }
        } else if (how >= ADVERTISEMENT) {
            boolean isSolicited = (how & SOLICITED) != 0;
            state.neighbours.advertised(known, macAddress, isSolicited, (how & OVERRIDING) != 0, now);
        } else if (how == ANSWER) {
            state.neighbours.confirm(known, macAddress, now);
        } else {
            state.neighbours.learn(port, known.address(), macAddress, now);
        }
    }
}
