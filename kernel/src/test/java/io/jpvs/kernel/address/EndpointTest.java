package io.jpvs.kernel.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.1:80", "0.0.0.0:0", "[fd01::1]:65535", "[::]:4294967295"})
    void whatIsReadIsPrinted(String text) {
        assertEquals(text, Endpoint.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "10.1.0.1",
                "10.1.0.1:",
                "10.1.0.1:-1",
                "10.1.0.1:x",
                "10.1.0.1:4294967296",
                "10.1.0.1: 80",
                "[10.1.0.1]:80",
                "fd01::1:80",
                "[fd01::1:80",
                "fd01::1]:80",
                "[]:80",
                "host:80",
                "10.1.0:80",
                "[fd01::1%eth0]:80"
            })
    void whatIsNoEndpointIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text));
    }
}
