package io.jpvs.api;

/// Moves a [Packet] over memory. For the kernel and the testkit: whoever holds the cursor answers for the
/// addresses; a handler is given the packet only, and the plugin class loader does not know this class.
public final class PacketCursor {
    private final Packet packet = new Packet();

    /// Makes a cursor whose packet is nowhere yet.
    public PacketCursor() {}

    /// Returns the packet that this cursor moves.
    public Packet packet() {
        return packet;
    }

    /// Places the packet.
    ///
    /// @param ipAddress address of the first byte of the IP header
    /// @param ipHeaderBytes bytes from there to the packet's own header, options and extension headers included
    /// @param lengthBytes bytes of the packet from its own header on, all readable
    /// @param roomBytes bytes that may be written from its own header on, at least `lengthBytes`
    /// @param protocol the IANA protocol number
    /// @param ipv6 whether the header is that of IPv6
    public Packet place(long ipAddress, int ipHeaderBytes, int lengthBytes, int roomBytes, int protocol, boolean ipv6) {
        packet.place(ipAddress, ipHeaderBytes, lengthBytes, roomBytes, protocol, ipv6);
        packet.quote(false);
        return packet;
    }

    /// Says whether the packets placed from now on are first fragments: see [Packet#isFragment].
    public void fragment(boolean isFragment) {
        packet.fragment(isFragment);
    }

    /// Places the packet on one that an error quotes; it has no room to grow.
    public Packet placeQuote(long ipAddress, int ipHeaderBytes, int lengthBytes, int protocol, boolean ipv6) {
        packet.place(ipAddress, ipHeaderBytes, lengthBytes, lengthBytes, protocol, ipv6);
        packet.quote(true);
        return packet;
    }
}
