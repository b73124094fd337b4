package io.jpvs.kernel.config;

import io.jpvs.api.Protocol;
import io.jpvs.kernel.address.IpAddress;
import java.util.List;
import java.util.Optional;

/// Holds a configuration against the handlers that are loaded.
public final class ConfigurationCheck {
    private final Configuration configuration;
    private final List<ServedHandler> handlers;
    private final List<String> names;

    private ConfigurationCheck(Configuration configuration, List<ServedHandler> handlers) {
        this.configuration = configuration;
        this.handlers = handlers;
        this.names = handlers.stream()
                .flatMap(handler -> handler.protocols().stream())
                .map(Protocol::name)
                .sorted()
                .toList();
    }

    /// Checks services and options, these by configuring an instance of each handler.
    ///
    /// @throws ConfigurationException for the first thing that does not fit
    public static void check(Configuration configuration, List<ServedHandler> handlers) {
        ConfigurationCheck check = new ConfigurationCheck(configuration, handlers);
        check.checkSections();
        handlers.forEach(check::checkOptions);
        configuration.services().forEach(check::checkService);
    }

    private void checkSections() {
        configuration.protocols().entrySet().stream()
                .sorted((a, b) ->
                        Integer.compare(a.getValue().line(), b.getValue().line()))
                .forEach(entry -> checkSection(entry.getKey(), entry.getValue().line()));
    }

    private void checkSection(String name, int line) {
        ServedHandler handler = handlerOf(name).orElseThrow(() -> unserved(name, line, "protocols: "));
        if (!handler.optionsName().equals(name)) {
            throw error(
                    line,
                    "protocols: '" + name + "' has its options with '" + handler.optionsName() + "'",
                    "move them to protocols." + handler.optionsName());
        }
    }

    private void checkOptions(ServedHandler handler) {
        String name = handler.optionsName();
        SectionOptions options = configuration.options(name);
        try {
            handler.configure().accept(options);
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            ProtocolSection section = configuration.protocols().get(name);
            throw error(
                    section == null ? 1 : section.line(),
                    "protocols." + name + ": the handler refuses its options: "
                            + Wording.shorten(String.valueOf(e.getMessage())),
                    "correct the options of " + name);
        }
        options.rejectUnknown();
    }

    private void checkService(ServiceSettings service) {
        String name = service.protocol();
        int line = service.lines().of("protocol");
        ServedHandler handler = handlerOf(name).orElseThrow(() -> unserved(name, line, "services.protocol: "));
        checkVersion(service, handler, line);
        if (!handler.hasPorts()) {
            rejectPort(name, "services.port", service.port().isPresent(), service.lines());
            for (ServerSettings server : service.servers()) {
                rejectPort(name, "services.servers.port", server.port().isPresent(), server.lines());
            }
        }
    }

    private void checkVersion(ServiceSettings service, ServedHandler handler, int line) {
        IpAddress address = service.address();
        boolean carried = handler.protocols().stream()
                .anyMatch(protocol -> protocol.name().equals(service.protocol())
                        && protocol.versions().contains(address.version()));
        if (!carried) {
            String fix = handler.protocols().stream()
                    .filter(protocol -> protocol.versions().contains(address.version()))
                    .findFirst()
                    .map(protocol -> "write protocol: " + protocol.name())
                    .orElse("give the service an address of the other IP version");
            throw error(
                    line,
                    "services.protocol: '" + service.protocol() + "' does not run over "
                            + (address.isIpv6() ? "IPv6" : "IPv4") + ", which " + address + " is",
                    fix);
        }
    }

    private void rejectPort(String protocol, String key, boolean isPresent, SourceLines lines) {
        if (isPresent) {
            throw error(lines.of("port"), key + ": '" + protocol + "' has no ports", "remove the key");
        }
    }

    private ConfigurationException unserved(String name, int line, String where) {
        String problem = where + "no loaded plugin serves '" + Wording.shorten(name) + "'";
        String jar = "put its jar into " + configuration.pluginDirectory();
        return error(line, problem, names.isEmpty() ? jar : Wording.fix(name, names) + ", or " + jar);
    }

    private ConfigurationException error(int line, String problem, String fix) {
        return new ConfigurationException(configuration.file(), line, problem, fix);
    }

    private Optional<ServedHandler> handlerOf(String name) {
        return handlers.stream().filter(handler -> handler.serves(name)).findFirst();
    }
}
