package io.jpvs.kernel.port;

import io.jpvs.kernel.memory.Memory;

/// A port in memory: what is sent goes to a sink, nothing comes in by itself.
public final class MemoryPort implements Port, PortQueue {
    /// Takes what the port sends.
    @FunctionalInterface
    public interface Sink {
        /// Takes a frame; its bytes are valid during the call only.
        void sent(long data, int lengthBytes);
    }

    private final String name;
    private final long macAddress;
    private final int mtuBytes;
    private final FramePool pool;
    private final Sink sink;

    /// Makes a port.
    ///
    /// @param pool takes back what was sent
    public MemoryPort(String name, long macAddress, int mtuBytes, FramePool pool, Sink sink) {
        this.name = name;
        this.macAddress = macAddress;
        this.mtuBytes = mtuBytes;
        this.pool = pool;
        this.sink = sink;
    }

    /// Fills a buffer with the bytes of a frame.
    ///
    /// @return false if they do not fit
    public static boolean write(long frame, byte[] bytes) {
        if (bytes.length > Frame.roomBytes(frame)) {
            return false;
        }
        Frame.lengthBytes(frame, bytes.length);
        long data = Frame.data(frame);
        for (int i = 0; i < bytes.length; i++) {
            Memory.u8(data, i, bytes[i]);
        }
        return true;
    }

    /// Copies bytes that a [Sink] was given.
    public static byte[] read(long data, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            bytes[i] = (byte) Memory.u8(data, i);
        }
        return bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    @Override
    public int mtuBytes() {
        return mtuBytes;
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public PortQueue queue(int worker) {
        return this;
    }

    @Override
    public PortStatistics statistics() {
        return new PortStatistics(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public int receive(FrameVector frames) {
        frames.clear();
        return 0;
    }

    @Override
    public int transmit(FrameVector frames) {
        int count = frames.size();
        for (int i = 0; i < count; i++) {
            long frame = frames.get(i);
            sink.sent(Frame.data(frame), Frame.lengthBytes(frame));
            pool.free(frame);
        }
        return count;
    }
}
