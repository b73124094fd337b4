package io.jpvs.testkit;

import io.jpvs.api.Connection;
import io.jpvs.api.LocalPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A connection on the heap, for tests of a handler alone.
public final class TestConnection implements Connection {
    private final ByteBuffer state = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.nativeOrder());
    private final int clientSelector;
    private final int serviceSelector;
    private final int serverSelector;
    private int localSelector;
    private int timeoutMillis;

    /// Makes a connection as it is born: state zeroed, no timeout.
    public TestConnection(int clientSelector, int serviceSelector, int localSelector, int serverSelector) {
        this.clientSelector = clientSelector;
        this.serviceSelector = serviceSelector;
        this.localSelector = localSelector;
        this.serverSelector = serverSelector;
    }

    /// Returns a pool that always gives one local selector, or the client's own where nothing is to be replaced.
    public static LocalPool pool(int selector) {
        return (connection, range) -> {
            TestConnection bound = (TestConnection) connection;
            bound.localSelector = range.size() == 0 ? bound.clientSelector : selector;
            return true;
        };
    }

    /// Returns a copy of the handler's state.
    public byte[] state() {
        return state.array().clone();
    }

    @Override
    public int clientSelector() {
        return clientSelector;
    }

    @Override
    public int serviceSelector() {
        return serviceSelector;
    }

    @Override
    public int localSelector() {
        return localSelector;
    }

    @Override
    public int serverSelector() {
        return serverSelector;
    }

    @Override
    public int u8(int offset) {
        return state.get(offset) & 0xff;
    }

    @Override
    public void u8(int offset, int value) {
        state.put(offset, (byte) value);
    }

    @Override
    public int i32(int offset) {
        return state.getInt(offset);
    }

    @Override
    public void i32(int offset, int value) {
        state.putInt(offset, value);
    }

    @Override
    public void timeoutMillis(int millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("timeout of " + millis + " ms");
        }
        timeoutMillis = millis;
    }

    @Override
    public int timeoutMillis() {
        return timeoutMillis;
    }
}
