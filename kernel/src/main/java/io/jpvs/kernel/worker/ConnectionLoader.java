package io.jpvs.kernel.worker;

import io.jpvs.api.Connection;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.config.ServerSettings;
import io.jpvs.kernel.config.ServiceSettings;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.table.ConnectionRecord;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads connections from a file, in the form that [ConnectionLister] gives them: on each line, with tabs between,
/// protocol, client, VIP, local end, server, state. Empty lines and those that start with `#` are skipped.
///
/// The file is taken whole or not at all: the first line that does not fit the configuration refuses it.
public final class ConnectionLoader {
    private static final String DUMP_AGAIN = "write the line as --dump-conns does, or remove it";
    private static final int FIELDS = 6;

    private record Served(int protocol, Set<IpVersion> versions, ProtocolHandler handler) {}

    private record Key(int protocol, Endpoint source, Endpoint destination) {}

    private final Path file;
    private final Configuration configuration;
    private final Map<String, Served> handlers = new HashMap<>();
    private final Set<Key> keys = new HashSet<>();
    private final Map<IpVersion, Integer> counts = new HashMap<>();
    private final List<LoadedConnection> connections = new ArrayList<>();
    private final ConnectionRecord narrow;
    private final ConnectionRecord wide;
    private int line;

    private ConnectionLoader(Path file, Configuration configuration, List<LoadedHandler> loaded, Arena scratch) {
        this.file = file;
        this.configuration = configuration;
        for (LoadedHandler handler : loaded) {
            ProtocolHandler instance = handler.newHandler(configuration.options(handler.optionsName()));
            for (Protocol protocol : handler.protocols()) {
                handlers.put(protocol.name(), new Served(protocol.number(), protocol.versions(), instance));
            }
        }
        this.narrow = ConnectionRecord.alone(scratch, IpVersion.IPV4);
        this.wide = ConnectionRecord.alone(scratch, IpVersion.IPV6);
    }

    /// Reads and checks a file.
    ///
    /// @param configuration checked against the handlers
    /// @throws ConfigurationException for the first line that is wrong
    public static LoadedConnections read(Path file, Configuration configuration, List<LoadedHandler> handlers) {
        try (Arena scratch = Arena.ofConfined()) {
            ConnectionLoader loader = new ConnectionLoader(file, configuration, handlers, scratch);
            for (String text : lines(file)) {
                loader.line++;
                if (!text.isBlank() && !text.startsWith("#")) {
                    loader.readLine(text);
                }
            }
            return new LoadedConnections(loader.connections);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(file, "cannot be read: " + e, "name a text file of connections");
        }
    }

    private void readLine(String text) {
        String[] fields = text.split("\t", -1);
        if (fields.length != FIELDS) {
            throw error(
                    "has " + fields.length + " fields, not " + FIELDS,
                    "write protocol, client, vip, local, server and state with a tab between each");
        }
        Served served = handlers.get(fields[0]);
        if (served == null) {
            throw error("no loaded plugin serves '" + fields[0] + "'", "remove the line, or load the plugin");
        }
        Endpoint client = endpoint("client", fields[1]);
        Endpoint vip = endpoint("vip", fields[2]);
        Endpoint local = endpoint("local", fields[3]);
        Endpoint server = endpoint("server", fields[4]);
        IpVersion version = vip.address().version();
        if (client.address().version() != version
                || local.address().version() != version
                || server.address().version() != version
                || !served.versions().contains(version)) {
            throw error("'" + fields[0] + "' cannot run between addresses of these IP versions", DUMP_AGAIN);
        }
        ServiceSettings service = service(fields[0], vip);
        ServerSettings settings = server(service, vip, server);
        checkLocal(service, settings, local.address());
        claim(new Key(served.protocol(), client, vip), "client " + client + " and vip " + vip);
        claim(new Key(served.protocol(), server, local), "local end " + local + " and server " + server);
        if (counts.merge(version, 1, Integer::sum) > configuration.connections().capacity()) {
            throw error(
                    "this connection is more than the table holds",
                    "raise connections.capacity, now "
                            + configuration.connections().capacity());
        }
        connections.add(restore(served, fields[5], client, vip, local, server, service, settings));
    }

    private LoadedConnection restore(
            Served served,
            String state,
            Endpoint client,
            Endpoint vip,
            Endpoint local,
            Endpoint server,
            ServiceSettings service,
            ServerSettings settings) {
        ConnectionRecord record = vip.address().isIpv6() ? wide : narrow;
        record.clear();
        record.clientKey(served.protocol(), client.address(), client.selector(), vip.address(), vip.selector());
        record.serverKey(server.address(), server.selector(), local.address(), local.selector());
        if (!served.handler().restore(record, state) || record.timeoutMillis() <= 0) {
            throw error("the handler cannot put a connection into state '" + state + "'", DUMP_AGAIN);
        }
        byte[] handlerState = new byte[Connection.STATE_BYTES];
        for (int i = 0; i < handlerState.length; i++) {
            handlerState[i] = (byte) record.u8(i);
        }
        return new LoadedConnection(
                served.protocol(), client, vip, local, server, service, settings, record.timeoutMillis(), handlerState);
    }

    private ServiceSettings service(String protocol, Endpoint vip) {
        ServiceSettings everyPort = null;
        for (ServiceSettings service : configuration.services()) {
            if (service.protocol().equals(protocol) && service.address().equals(vip.address())) {
                if (service.port().isEmpty()) {
                    everyPort = service;
                } else if (service.port().getAsInt() == vip.selector()) {
                    return service;
                }
            }
        }
        if (everyPort == null) {
            throw error(
                    "there is no service " + protocol + " " + vip + " in " + configuration.file(),
                    "remove the line, or configure the service");
        }
        return everyPort;
    }

    private ServerSettings server(ServiceSettings service, Endpoint vip, Endpoint server) {
        for (ServerSettings settings : service.servers()) {
            int selector = settings.port().orElse(vip.selector());
            if (settings.address().equals(server.address()) && selector == server.selector()) {
                return settings;
            }
        }
        throw error(
                "the service " + service + " has no server " + server + " in " + configuration.file(),
                "remove the line, or configure the server");
    }

    private void checkLocal(ServiceSettings service, ServerSettings settings, IpAddress local) {
        List<IpAddress> own = configuration.network().localAddresses(service, settings);
        if (!own.contains(local)) {
            throw error(
                    "the service " + service + " has no local address " + local + ", but " + own,
                    "correct the address, or configure it under local-addresses");
        }
    }

    private void claim(Key key, String what) {
        if (!keys.add(key)) {
            throw error("an earlier line has " + what + " already", "remove one of the two");
        }
    }

    private Endpoint endpoint(String field, String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw error(field + ": " + Objects.requireNonNull(e.getMessage()), DUMP_AGAIN);
        }
    }

    private ConfigurationException error(String problem, String fix) {
        return new ConfigurationException(file, line, problem, fix);
    }
}
