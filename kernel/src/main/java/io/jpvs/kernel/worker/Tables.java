package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.config.ConnectionSettings;
import io.jpvs.kernel.config.FragmentSettings;
import io.jpvs.kernel.fragment.FragmentTable;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.LingerTable;
import java.lang.foreign.Arena;
import java.util.random.RandomGenerator;

/// What one worker knows of connections, and of datagrams in fragments.
///
/// @param ipv4 connections over IPv4
/// @param ipv6 connections over IPv6
/// @param ended4 those over IPv4 that have ended
/// @param ended6 those over IPv6 that have ended
/// @param fragments datagrams under way in fragments
public record Tables(
        ConnectionTable ipv4, ConnectionTable ipv6, LingerTable ended4, LingerTable ended6, FragmentTable fragments) {
    /// Makes empty tables.
    ///
    /// @param arena owns the memory
    /// @param seeds for the hashes; unpredictable where strangers choose the keys
    public static Tables create(
            Arena arena, ConnectionSettings settings, FragmentSettings fragments, RandomGenerator seeds) {
        ConnectionTable ipv4 = new ConnectionTable(arena, IpVersion.IPV4, settings.capacity(), seeds.nextLong());
        ConnectionTable ipv6 = new ConnectionTable(arena, IpVersion.IPV6, settings.capacity(), seeds.nextLong());
        return new Tables(
                ipv4,
                ipv6,
                new LingerTable(arena, IpVersion.IPV4, ipv4, settings.lingerCapacity(), settings.linger()),
                new LingerTable(arena, IpVersion.IPV6, ipv6, settings.lingerCapacity(), settings.linger()),
                new FragmentTable(fragments.capacity(), fragments.timeout().toNanos(), seeds.nextLong()));
    }
}
