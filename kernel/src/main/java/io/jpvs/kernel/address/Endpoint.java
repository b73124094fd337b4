package io.jpvs.kernel.address;

/// One end of a flow: an address, and the port, identifier or key that tells the flows there apart.
///
/// @param selector unsigned, 32 bits
public record Endpoint(IpAddress address, int selector) {
    /// Reads `10.1.0.1:80` or `[fd01::1]:80`.
    ///
    /// @throws IllegalArgumentException if the text is of neither form
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String number = text.substring(colon + 1);
        if (colon < 1 || !number.matches("[0-9]{1,10}") || Long.parseLong(number) > 0xffff_ffffL) {
            throw notOfTheForm(text);
        }
        String host = text.substring(0, colon);
        boolean inBrackets = host.startsWith("[") && host.endsWith("]");
        IpAddress address = IpAddress.parse(inBrackets ? host.substring(1, host.length() - 1) : host);
        if (address.isIpv6() != inBrackets) {
            throw notOfTheForm(text);
        }
        return new Endpoint(address, (int) Long.parseLong(number));
    }

    private static IllegalArgumentException notOfTheForm(String text) {
        return new IllegalArgumentException("'" + text + "' is not of the form 10.1.0.1:80 or [fd01::1]:80");
    }

    /// Returns the form that [#parse] reads.
    @Override
    public String toString() {
        return address.inAuthority() + ":" + Integer.toUnsignedString(selector);
    }
}
