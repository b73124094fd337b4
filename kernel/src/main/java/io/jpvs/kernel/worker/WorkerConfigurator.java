package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.SelectorRange;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.NeighbourSettings;
import io.jpvs.kernel.config.Network;
import io.jpvs.kernel.config.PortSettings;
import io.jpvs.kernel.config.Response;
import io.jpvs.kernel.config.RouteSettings;
import io.jpvs.kernel.config.ServerSettings;
import io.jpvs.kernel.config.ServiceSettings;
import io.jpvs.kernel.config.TtlPolicy;
import io.jpvs.kernel.handover.AssignedKeys;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.handover.Ownership;
import io.jpvs.kernel.local.AddressMap;
import io.jpvs.kernel.local.OwnAddress;
import io.jpvs.kernel.local.SelectorPool;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.route.Route;
import io.jpvs.kernel.route.Routes;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.service.Server;
import io.jpvs.kernel.service.ServerCounters;
import io.jpvs.kernel.service.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a worker's snapshots from configurations. One for each worker; used by the control thread.
public final class WorkerConfigurator {
    private static final int PROTOCOLS = 256;

    private final Worker worker;
    private final WorkerGroup group;
    private final Ledger ledger;
    private AssignedKeys assigned = AssignedKeys.NONE;

    /// Makes the configurator of a worker.
    public WorkerConfigurator(Worker worker) {
        this.worker = worker;
        this.group = worker.group();
        this.ledger = new Ledger(worker.number(), group.size());
    }

    /// Builds handlers and all else that the configuration asks for. The worker keeps what it has until the result
    /// is run.
    ///
    /// @return hands all of it to the worker
    /// @throws RuntimeException as a handler's constructor or its options make it
    public Runnable prepare(Configuration configuration, List<LoadedHandler> handlers) {
        Snapshot snapshot = new Build(configuration).build(handlers);
        return () -> worker.offer(snapshot);
    }

    /// Returns what the worker has counted of a server of a service, for reading only.
    public ServerCounters counters(ServiceSettings service, int protocol, ServerSettings server) {
        return ledger.server(
                service.address(),
                protocol,
                service.port().orElse(Service.ANY_PORT),
                server.address(),
                server.port().orElse(Service.ANY_PORT));
    }

    /// Builds what [#prepare] does, with connections that the worker is to start with: those of them whose local
    /// selectors it deals. All workers get to know who owns each.
    public Runnable prepare(Configuration configuration, List<LoadedHandler> handlers, LoadedConnections connections) {
        if (group.size() > 1 && connections.size() > 0) {
            assigned = connections.assign(group);
        }
        Build build = new Build(configuration);
        Snapshot snapshot = build.build(handlers);
        List<Runnable> loads = new ArrayList<>();
        for (LoadedConnection connection : connections.all()) {
            if (connection.owner(group.size()) == worker.number()) {
                loads.add(build.load(connection));
            }
        }
        return () -> {
            worker.withNextSnapshot(() -> loads.forEach(Runnable::run));
            worker.offer(snapshot);
        };
    }

    private record Served(int protocol, ProtocolHandler handler) {}

    /// One snapshot in the making.
    private final class Build {
        private final Configuration configuration;
        private final Network network;
        private final @Nullable LaneGroup[] ipv4 = new LaneGroup[PROTOCOLS];
        private final @Nullable LaneGroup[] ipv6 = new LaneGroup[PROTOCOLS];
        private @Nullable LaneGroup reporter4;
        private @Nullable LaneGroup reporter6;
        private final Map<String, Served> served = new HashMap<>();
        private final AddressMap.Builder<OwnAddress> addresses = new AddressMap.Builder<>();
        private final AddressMap.Builder<OwnAddress> onLink = new AddressMap.Builder<>();
        private final AddressMap.Builder<Service> services = new AddressMap.Builder<>();
        private final Map<IpAddress, List<Service>> vips = new HashMap<>();

        Build(Configuration configuration) {
            this.configuration = configuration;
            this.network = configuration.network();
        }

        Snapshot build(List<LoadedHandler> handlers) {
            handlers.forEach(this::addHandler);
            for (int port = 0; port < network.ports().size(); port++) {
                for (IpPrefix prefix : network.ports().get(port).addresses()) {
                    own(prefix.address(), OwnAddress.PORT);
                }
            }
            configuration.services().forEach(this::addService);
            AddressMap.Builder<List<Service>> byVip = new AddressMap.Builder<>();
            vips.forEach((vip, list) -> byVip.put(vip, 0, List.copyOf(list)));
            return new Snapshot(
                    ipv4,
                    ipv6,
                    reporter4,
                    reporter6,
                    addresses.build(),
                    onLink.build(),
                    services.build(),
                    byVip.build(),
                    new Routes(routes()),
                    portAddresses(),
                    ledger.servers(),
                    ledger.pools(),
                    new Owners(group.size(), group.hash(), group.spread(), ledger.ownership(), assigned),
                    neighbours(),
                    new Snapshot.Policy(
                            configuration.ttl() == TtlPolicy.DECREMENT,
                            configuration.noService() == Response.REJECT,
                            configuration.noServer() == Response.REJECT));
        }

        private void addHandler(LoadedHandler loaded) {
            ProtocolHandler handler = loaded.newHandler(configuration.options(loaded.optionsName()));
            for (Protocol protocol : loaded.protocols()) {
                served.put(protocol.name(), new Served(protocol.number(), handler));
                for (IpVersion version : protocol.versions()) {
                    LaneGroup group = worker.lane(handler, protocol.number(), version);
                    boolean reports = loaded.reportsErrorsFor().contains(version);
                    if (version == IpVersion.IPV6) {
                        ipv6[protocol.number()] = group;
                        reporter6 = reports ? group : reporter6;
                    } else {
                        ipv4[protocol.number()] = group;
                        reporter4 = reports ? group : reporter4;
                    }
                }
            }
        }

        private void addService(ServiceSettings settings) {
            Served by = served(settings);
            int port = settings.port().orElse(Service.ANY_PORT);
            List<Server> servers = new ArrayList<>();
            for (ServerSettings server : settings.servers()) {
                servers.add(server(settings, server, by, port));
            }
            Service service = new Service(
                    settings.address(), by.protocol(), port, Schedulers.create(settings.scheduler()), servers);
            services.put(settings.address(), Snapshot.serviceNumber(by.protocol(), port), service);
            vips.computeIfAbsent(settings.address(), vip -> new ArrayList<>()).add(service);
            own(settings.address(), OwnAddress.VIP);
            boolean dealt = by.handler().localSelectors().size() > 0;
            ledger.own(settings.address(), by.protocol(), dealt ? Ownership.KEY : Ownership.SOURCE_SELECTOR);
        }

        private Server server(ServiceSettings service, ServerSettings server, Served by, int servicePort) {
            int port = server.port().orElse(Service.ANY_PORT);
            List<SelectorPool> pools = new ArrayList<>();
            for (IpAddress local : network.localAddresses(service, server)) {
                own(local, OwnAddress.LOCAL);
                ledger.own(local, by.protocol(), Ownership.DESTINATION_SELECTOR);
                pools.add(pool(by, local, server.address(), servicePort, port));
            }
            return new Server(
                    server.address(),
                    port,
                    server.weight(),
                    ledger.server(service.address(), by.protocol(), servicePort, server.address(), port),
                    pools);
        }

        /// Finds the server and the pool of a connection now, and enters it later, on the worker's thread.
        Runnable load(LoadedConnection connection) {
            ServiceSettings service = connection.service();
            ServerSettings settings = connection.settings();
            Served by = served(service);
            int servicePort = service.port().orElse(Service.ANY_PORT);
            int port = settings.port().orElse(Service.ANY_PORT);
            int serverId = ledger.server(service.address(), by.protocol(), servicePort, settings.address(), port)
                    .id();
            SelectorRange range = by.handler().localSelectors();
            SelectorPool pool = range.size() == 0
                    ? null
                    : pool(by, connection.local().address(), settings.address(), servicePort, port);
            return () -> worker.connections().loaded(connection, serverId, pool);
        }

        private SelectorPool pool(Served by, IpAddress local, IpAddress server, int servicePort, int port) {
            int endpoint = port == Service.ANY_PORT ? servicePort : port;
            return ledger.pool(
                    by.protocol(), local, server, endpoint, by.handler().localSelectors());
        }

        private Served served(ServiceSettings settings) {
            Served by = served.get(settings.protocol());
            if (by == null) {
                throw new IllegalStateException("no handler for " + settings + ", which the check lets pass");
            }
            return by;
        }

        private void own(IpAddress address, OwnAddress what) {
            addresses.put(address, 0, what);
            for (int port = 0; port < network.ports().size(); port++) {
                for (IpPrefix prefix : network.ports().get(port).addresses()) {
                    if (prefix.contains(address)) {
                        onLink.put(address, port, what);
                    }
                }
            }
        }

        private List<List<IpPrefix>> portAddresses() {
            List<List<IpPrefix>> list = new ArrayList<>();
            for (PortSettings port : network.ports()) {
                list.add(port.addresses());
            }
            return list;
        }

        private List<Route> routes() {
            List<Route> routes = new ArrayList<>();
            for (int port = 0; port < network.ports().size(); port++) {
                for (IpPrefix prefix : network.ports().get(port).addresses()) {
                    routes.add(new Route(prefix, port, null));
                }
            }
            for (RouteSettings route : network.routes()) {
                routes.add(new Route(route.to(), portIndex(route.port()), route.via()));
            }
            return routes;
        }

        private List<Snapshot.StaticNeighbour> neighbours() {
            List<Snapshot.StaticNeighbour> list = new ArrayList<>();
            for (NeighbourSettings neighbour : network.neighbours()) {
                list.add(new Snapshot.StaticNeighbour(
                        portIndex(neighbour.port()), neighbour.address(), neighbour.mac()));
            }
            return list;
        }

        private int portIndex(String name) {
            for (int port = 0; port < network.ports().size(); port++) {
                if (network.ports().get(port).name().equals(name)) {
                    return port;
                }
            }
            throw new IllegalStateException("no port " + name + ", which the configuration's reader lets pass");
        }
    }
}
