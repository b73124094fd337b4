package io.jpvs.kernel.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Holds a new configuration against the one in force: some of it is settled for the life of the process.
public final class ReloadCheck {
    private final Configuration inForce;
    private final Configuration next;

    private ReloadCheck(Configuration inForce, Configuration next) {
        this.inForce = inForce;
        this.next = next;
    }

    /// Checks that nothing changes that cannot.
    ///
    /// @throws ConfigurationException for the first thing that would
    public static void check(Configuration inForce, Configuration next) {
        ReloadCheck check = new ReloadCheck(inForce, next);
        check.same("dpdk", "dpdk", Configuration::dpdk);
        check.same("ports", "the number, names, MACs and MTUs of ports", ReloadCheck::devices);
        check.same("plugins", "plugins.directory", Configuration::pluginDirectory);
        check.same("connections", "connections", Configuration::connections);
        check.same("fragments", "fragments", Configuration::fragments);
        check.same("icmp-rate", "icmp-rate", Configuration::ownPacketRate);
        check.same("control", "control.socket", Configuration::controlSocket);
    }

    private void same(String section, String what, Function<Configuration, Object> part) {
        if (!Objects.equals(part.apply(inForce), part.apply(next))) {
            throw new ConfigurationException(
                    next.file(),
                    next.lines().of(section),
                    what + " cannot change while the balancer runs",
                    "restart jpvs, or change it back");
        }
    }

    private static Object devices(Configuration configuration) {
        return configuration.network().ports().stream()
                .map(port -> new PortSettings(port.name(), List.of(), port.mac(), port.mtuBytes()))
                .toList();
    }
}
