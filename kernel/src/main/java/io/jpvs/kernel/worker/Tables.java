package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.config.ConnectionSettings;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.LingerTable;
import java.lang.foreign.Arena;
import java.util.random.RandomGenerator;

/// What one worker knows of connections.
///
/// @param ipv4 connections over IPv4
/// @param ipv6 connections over IPv6
/// @param ended4 those over IPv4 that have ended
/// @param ended6 those over IPv6 that have ended
public record Tables(ConnectionTable ipv4, ConnectionTable ipv6, LingerTable ended4, LingerTable ended6) {
    /// Makes empty tables.
    ///
    /// @param arena owns the memory
    /// @param seeds for the hashes; unpredictable where strangers choose the keys
    public static Tables create(Arena arena, ConnectionSettings settings, RandomGenerator seeds) {
        ConnectionTable ipv4 = new ConnectionTable(arena, IpVersion.IPV4, settings.capacity(), seeds.nextLong());
        ConnectionTable ipv6 = new ConnectionTable(arena, IpVersion.IPV6, settings.capacity(), seeds.nextLong());
        return new Tables(
                ipv4,
                ipv6,
                new LingerTable(arena, IpVersion.IPV4, ipv4, settings.lingerCapacity(), settings.linger()),
                new LingerTable(arena, IpVersion.IPV6, ipv6, settings.lingerCapacity(), settings.linger()));
    }
}
