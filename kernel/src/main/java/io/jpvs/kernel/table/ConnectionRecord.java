package io.jpvs.kernel.table;

import io.jpvs.api.Checksum;
import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.util.Objects;

/// A view over one connection of the table; two cache lines for IPv4, three for IPv6, native byte order.
///
/// ```
/// offset size  field
///      0    8  last packet, nanoseconds
///      8    4  timeout, milliseconds
///     12    1  IANA protocol number
///     13    1  flags: 1 in use
///     14    2  RFC 1624 difference of the addresses on the way in, folded
///     16    4  next hop towards the client
///     20    4  next hop towards the server
///     24    4  server id
///     28    4  selector pool id, -1 for none
///     32    8  client key: selectors (client, service)
///     40    8  server key: selectors (server, local)
///     48    8  client key: IPv4 addresses (client, vip)
///     56    8  server key: IPv4 addresses (server, local)
///     64   32  state of the handler
///     96    4  timer wheel: next        (record number + 1)
///    100    4  timer wheel: previous    (record number + 1)
///    104    4  timer wheel: bucket + 1, 0 when in none
///    108    4  number of this record
///    112    8  connections before this one in this record
///    128   32  client key: IPv6 addresses
///    160   32  server key: IPv6 addresses
/// ```
public final class ConnectionRecord implements Connection {
    static final int NARROW_BYTES = 128;
    static final int WIDE_BYTES = 192;
    static final int LINE_BYTES = 64;

    static final int LAST_SEEN = 0;
    static final int TIMEOUT = 8;
    static final int PROTOCOL = 12;
    static final int FLAGS = 13;
    static final int DIFFERENCE = 14;
    static final int CLIENT_HOP = 16;
    static final int SERVER_HOP = 20;
    static final int SERVER = 24;
    static final int POOL = 28;
    static final int SELECTORS = 32;
    static final int NARROW_ADDRESSES = 48;
    static final int STATE = 64;
    static final int NEXT = 96;
    static final int PREVIOUS = 100;
    static final int BUCKET = 104;
    static final int NUMBER = 108;
    static final int GENERATION = 112;
    static final int WIDE_ADDRESSES = 128;

    static final int IN_USE = 1;

    /// Low bit of a reference: found by the server key, so the packet is on its way out.
    public static final long BY_SERVER_KEY = 1;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final boolean wide;
    private long base;

    /// Makes a view that is nowhere yet.
    public ConnectionRecord(IpVersion version) {
        this.wide = version == IpVersion.IPV6;
    }

    /// Makes a view over a record of its own, all zero, outside any table.
    ///
    /// @param arena owns the memory
    public static ConnectionRecord alone(Arena arena, IpVersion version) {
        ConnectionRecord record = new ConnectionRecord(version);
        return record.at(arena.allocate(record.bytes(), LINE_BYTES).address());
    }

    /// Moves the view to a record.
    ///
    /// @param reference the record's address, the low bit telling by which key it was found
    public ConnectionRecord at(long reference) {
        base = reference & ~BY_SERVER_KEY;
        return this;
    }

    /// Returns the way of a packet whose key gave this reference.
    public static Direction direction(long reference) {
        return (reference & BY_SERVER_KEY) == 0 ? Direction.IN : Direction.OUT;
    }

    /// Returns the record's address.
    public long address() {
        return base;
    }

    @Override
    public int clientSelector() {
        return (int) (Memory.i64(base, SELECTORS) >>> 32);
    }

    @Override
    public int serviceSelector() {
        return (int) Memory.i64(base, SELECTORS);
    }

    @Override
    public int serverSelector() {
        return (int) (Memory.i64(base, SELECTORS + 8) >>> 32);
    }

    @Override
    public int localSelector() {
        return (int) Memory.i64(base, SELECTORS + 8);
    }

    @Override
    public int u8(int offset) {
        return Memory.u8(base, STATE + Objects.checkIndex(offset, STATE_BYTES));
    }

    @Override
    public void u8(int offset, int value) {
        Memory.u8(base, STATE + Objects.checkIndex(offset, STATE_BYTES), value);
    }

    @Override
    public int i32(int offset) {
        return Memory.i32(base, STATE + Objects.checkIndex(offset, STATE_BYTES - 3));
    }

    @Override
    public void i32(int offset, int value) {
        Memory.i32(base, STATE + Objects.checkIndex(offset, STATE_BYTES - 3), value);
    }

    @Override
    public int timeoutMillis() {
        return Memory.i32(base, TIMEOUT);
    }

    @Override
    public void timeoutMillis(int timeoutMillis) {
        Memory.i32(base, TIMEOUT, timeoutMillis);
    }

    /// Returns the time of the last packet.
    public long lastSeenNanos() {
        return Memory.i64(base, LAST_SEEN);
    }

    /// Notes the time of a packet.
    public void lastSeenNanos(long nowNanos) {
        Memory.i64(base, LAST_SEEN, nowNanos);
    }

    /// Returns when the connection ends if no packet comes.
    public long deadlineNanos() {
        return deadlineNanos(timeoutMillis());
    }

    /// Returns when the connection would end with another timeout, or with its own that has been read already.
    public long deadlineNanos(int timeoutMillis) {
        return lastSeenNanos() + timeoutMillis * NANOS_PER_MILLI;
    }

    /// Returns the IANA protocol number.
    public int protocol() {
        return Memory.u8(base, PROTOCOL);
    }

    /// Returns the RFC 1624 difference that translation makes of the addresses of a packet that goes that way, 1 to
    /// 0xffff. One way undoes the other, so it is the negative in one's complement; of the two zeros, 0xffff stands
    /// here, since a plain 0 would turn a checksum of 0 into 0xffff.
    public int addressDifference(Direction direction) {
        int in = Memory.u16(base, DIFFERENCE);
        return direction == Direction.IN || in == 0xffff ? in : 0xffff - in;
    }

    /// Works out [#addressDifference], once both keys stand.
    void noteAddressDifference() {
        int difference = Checksum.fold(wide ? wideDifference() : narrowDifference());
        Memory.u16(base, DIFFERENCE, difference == 0 ? 0xffff : difference);
    }

    private long narrowDifference() {
        return Ipv4.difference(addresses(Direction.IN), addresses(Direction.OUT));
    }

    private long wideDifference() {
        long sum = 0;
        for (int word = 0; word < 4; word++) {
            sum += Ipv6.difference(addresses(Direction.IN, word), addresses(Direction.OUT, word));
        }
        return sum;
    }

    /// Returns the next hop of packets that go that way.
    public int nextHop(Direction direction) {
        return Memory.i32(base, (direction == Direction.IN ? SERVER_HOP : CLIENT_HOP));
    }

    /// Sets the next hop of packets that go that way.
    public void nextHop(Direction direction, int nextHop) {
        Memory.i32(base, (direction == Direction.IN ? SERVER_HOP : CLIENT_HOP), nextHop);
    }

    /// Returns the id of the server.
    public int serverId() {
        return Memory.i32(base, SERVER);
    }

    /// Sets the id of the server.
    public void serverId(int id) {
        Memory.i32(base, SERVER, id);
    }

    /// Returns the id of the pool that the local selector came from, or -1.
    public int poolId() {
        return Memory.i32(base, POOL);
    }

    /// Sets the id of the pool that the local selector came from.
    public void poolId(int id) {
        Memory.i32(base, POOL, id);
    }

    /// Returns the selectors of the client's (IN) or the server's (OUT) key, source first.
    public long selectors(Direction key) {
        return Memory.i64(base, SELECTORS + 8L * key.ordinal());
    }

    /// Returns the IPv4 addresses of the client's (IN) or the server's (OUT) key, source in the high half.
    public long addresses(Direction key) {
        return Memory.i64(base, NARROW_ADDRESSES + 8L * key.ordinal());
    }

    /// Returns one 64-bit word of the IPv6 addresses of a key: 0 and 1 the source, 2 and 3 the destination.
    public long addresses(Direction key, int word) {
        return Memory.i64(base, WIDE_ADDRESSES + 32L * key.ordinal() + 8L * word);
    }

    /// Writes the protocol and the key of packets from the client.
    public void clientKey(int protocol, IpAddress client, int clientSelector, IpAddress vip, int serviceSelector) {
        Memory.u8(base, PROTOCOL, protocol);
        key(Direction.IN, client, clientSelector, vip, serviceSelector);
    }

    /// Writes the key of packets from the server.
    public void serverKey(IpAddress server, int serverSelector, IpAddress local, int localSelector) {
        key(Direction.OUT, server, serverSelector, local, localSelector);
    }

    private void key(Direction key, IpAddress source, int sourceSelector, IpAddress destination, int selector) {
        Memory.i64(base, SELECTORS + 8L * key.ordinal(), FlowKey.selectors(sourceSelector, selector));
        if (wide) {
            long addresses = base + WIDE_ADDRESSES + 32L * key.ordinal();
            Memory.i64(addresses, 0, source.high());
            Memory.i64(addresses, 8, source.low());
            Memory.i64(addresses, 16, destination.high());
            Memory.i64(addresses, 24, destination.low());
        } else {
            Memory.i64(
                    base, NARROW_ADDRESSES + 8L * key.ordinal(), FlowKey.selectors(source.ipv4(), destination.ipv4()));
        }
    }

    /// Copies the client's key from column `i` of a burst.
    public void clientKey(int protocol, FlowKey key) {
        Memory.u8(base, PROTOCOL, protocol);
        Memory.i64(base, SELECTORS, key.selectors);
        if (wide) {
            Memory.i64(base, WIDE_ADDRESSES, key.address0);
            Memory.i64(base, WIDE_ADDRESSES + 8, key.address1);
            Memory.i64(base, WIDE_ADDRESSES + 16, key.address2);
            Memory.i64(base, WIDE_ADDRESSES + 24, key.address3);
        } else {
            Memory.i64(base, NARROW_ADDRESSES, key.address0);
        }
    }

    /// Sets the whole record to zero.
    public void clear() {
        Memory.clear(base, bytes());
    }

    int bytes() {
        return wide ? WIDE_BYTES : NARROW_BYTES;
    }

    /// Returns the client's end as a value; for people, not for the packet path.
    public Endpoint client() {
        return new Endpoint(source(Direction.IN), clientSelector());
    }

    /// Returns what the client talks to, as [#client].
    public Endpoint vip() {
        return new Endpoint(destination(Direction.IN), serviceSelector());
    }

    /// Returns what the server sees as its client, as [#client].
    public Endpoint local() {
        return new Endpoint(destination(Direction.OUT), localSelector());
    }

    /// Returns the server's end, as [#client].
    public Endpoint server() {
        return new Endpoint(source(Direction.OUT), serverSelector());
    }

    /// Returns the source (client or server) of a key as a value; for people, not for the packet path.
    public IpAddress source(Direction key) {
        return wide
                ? IpAddress.ipv6(addresses(key, 0), addresses(key, 1))
                : IpAddress.ipv4((int) (addresses(key) >>> 32));
    }

    /// Returns the destination (VIP or local address) of a key as a value; for people, not for the packet path.
    public IpAddress destination(Direction key) {
        return wide ? IpAddress.ipv6(addresses(key, 2), addresses(key, 3)) : IpAddress.ipv4((int) addresses(key));
    }
}
