package io.jpvs.api;

import java.util.Set;

/// A protocol that a handler serves.
///
/// @param number the IANA protocol number, 0 to 255, as in the IPv4 protocol and the IPv6 next-header field
/// @param name what services and options call it: lower-case letters, digits and hyphens
/// @param versions the IP versions that carry it
public record Protocol(int number, String name, Set<IpVersion> versions) {
    /// Checks the number's range and the name's form.
    public Protocol {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("protocol number " + number + " is not within 0 to 255");
        }
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "protocol name '" + name + "' is not lower-case letters, digits, hyphens");
        }
        versions = Set.copyOf(versions);
    }

    /// Names a protocol that runs over both IP versions.
    public static Protocol of(int number, String name) {
        return new Protocol(number, name, Set.of(IpVersion.IPV4, IpVersion.IPV6));
    }

    /// Names a protocol that runs over one IP version only.
    public static Protocol of(int number, String name, IpVersion version) {
        return new Protocol(number, name, Set.of(version));
    }
}
