package io.jpvs.kernel.worker;

import io.jpvs.api.SelectorRange;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.handover.Ownership;
import io.jpvs.kernel.local.AddressMap;
import io.jpvs.kernel.local.SelectorPool;
import io.jpvs.kernel.service.ServerCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of one worker outlives a change of configuration: the counters of servers and the pools of local
/// selectors, by the numbers that connections know them by. Grown by control threads only.
final class Ledger {
    private record ServerKey(IpAddress vip, int protocol, int port, IpAddress server, int serverPort) {}

    private record AddressKey(IpAddress address, int protocol) {}

    private record PoolKey(int protocol, IpAddress local, IpAddress server, int serverPort) {}

    private final int worker;
    private final int workers;
    private final Map<ServerKey, ServerCounters> serverIds = new HashMap<>();
    private final List<ServerCounters> servers = new ArrayList<>();
    private final Map<PoolKey, SelectorPool> poolIds = new HashMap<>();
    private final List<SelectorPool> pools = new ArrayList<>();
    private final Map<AddressKey, Ownership> ownership = new HashMap<>();

    Ledger(int worker, int workers) {
        this.worker = worker;
        this.workers = workers;
    }

    synchronized ServerCounters server(IpAddress vip, int protocol, int port, IpAddress server, int serverPort) {
        return serverIds.computeIfAbsent(new ServerKey(vip, protocol, port, server, serverPort), key -> {
            ServerCounters counters = new ServerCounters(servers.size());
            servers.add(counters);
            return counters;
        });
    }

    synchronized SelectorPool pool(
            int protocol, IpAddress local, IpAddress server, int serverPort, SelectorRange range) {
        return poolIds.computeIfAbsent(new PoolKey(protocol, local, server, serverPort), key -> {
            SelectorPool pool = new SelectorPool(pools.size(), local, range, worker, workers);
            pools.add(pool);
            return pool;
        });
    }

    /// Notes how the flows of an address find their owner. It stays noted: connections outlive their service.
    synchronized void own(IpAddress address, int protocol, Ownership rule) {
        ownership.put(new AddressKey(address, protocol), rule);
    }

    synchronized AddressMap<Ownership> ownership() {
        AddressMap.Builder<Ownership> rules = new AddressMap.Builder<>();
        ownership.forEach((key, rule) -> rules.put(key.address(), key.protocol(), rule));
        return rules.build();
    }

    synchronized ServerCounters[] servers() {
        return servers.toArray(new ServerCounters[0]);
    }

    synchronized SelectorPool[] pools() {
        return pools.toArray(new SelectorPool[0]);
    }
}
