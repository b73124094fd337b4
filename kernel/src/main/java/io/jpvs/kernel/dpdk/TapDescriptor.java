package io.jpvs.kernel.dpdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The file descriptor through which net_tap holds its interface. The interface itself may be renamed and moved to
/// another namespace, where this process does not see it; the descriptor knows whether it is still there.
///
/// @param here the interface, while it is in this namespace
/// @param info its file in `/proc/self/fdinfo`, where the kernel names the interface
record TapDescriptor(KernelInterface here, Path info) implements Underlay {
    private static final String FIELD = "iff:\t";

    /// Returns the descriptor of an interface, or null if there is none.
    static @Nullable TapDescriptor of(KernelInterface here) {
        try (DirectoryStream<Path> infos = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (Path info : infos) {
                if (interfaceName(info).equals(here.name())) {
                    return new TapDescriptor(here, info);
                }
            }
            return null;
        } catch (IOException _) {
            return null; // no /proc: the port is taken to be there
        }
    }

    @Override
    public String name() {
        return here.name();
    }

    @Override
    public boolean exists() {
        return !interfaceName(info).isEmpty();
    }

    /// DPDK takes an interface in another namespace to be down.
    @Override
    public boolean isUp(boolean deviceIsUp) {
        return deviceIsUp || !here.exists();
    }

    @Override
    public int mtuBytes() {
        return -1;
    }

    private static String interfaceName(Path info) {
        try {
            return Files.readString(info)
                    .lines()
                    .filter(line -> line.startsWith(FIELD))
                    .findFirst()
                    .map(line -> line.substring(FIELD.length()))
                    .orElse("");
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }
}
