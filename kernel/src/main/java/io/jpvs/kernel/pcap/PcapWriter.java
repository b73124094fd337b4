package io.jpvs.kernel.pcap;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a capture of Ethernet frames, little-endian on every machine. Used by one thread.
public final class PcapWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path file;
    private final OutputStream out;
    private final boolean nanosecond;
    private final ByteBuffer header =
            ByteBuffer.allocate(PcapFormat.FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long frames;

    private PcapWriter(Path file, OutputStream out, boolean nanosecond) throws IOException {
        this.file = file;
        this.out = out;
        this.nanosecond = nanosecond;
        header.putInt(nanosecond ? PcapFormat.MAGIC_NANOS : PcapFormat.MAGIC_MICROS);
        header.putShort((short) PcapFormat.MAJOR_VERSION).putShort((short) PcapFormat.MINOR_VERSION);
        header.putLong(0).putInt(PcapFormat.MOST_RECORD_BYTES).putInt(PcapFormat.LINKTYPE_ETHERNET);
        out.write(header.array());
    }

    /// Makes a capture without frames, in place of what the file held.
    ///
    /// @param nanosecond whether it tells nanoseconds; else microseconds, rounded down
    /// @throws PcapException if it cannot be written
    public static PcapWriter create(Path file, boolean nanosecond) {
        try {
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
            return new PcapWriter(file, out, nanosecond);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /// Appends a frame.
    ///
    /// @param nanos its time since the epoch, below 2^32 seconds
    public void write(long nanos, byte[] frame) {
        int fraction = (int) (nanos % PcapFormat.NANOS_PER_SECOND);
        header.clear();
        header.putInt((int) (nanos / PcapFormat.NANOS_PER_SECOND));
        header.putInt(nanosecond ? fraction : fraction / PcapFormat.NANOS_PER_MICRO);
        header.putInt(frame.length).putInt(frame.length);
        try {
            out.write(header.array(), 0, PcapFormat.RECORD_HEADER_BYTES);
            out.write(frame);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        frames++;
    }

    /// Returns how many frames were written.
    public long frames() {
        return frames;
    }

    private static PcapException unwritable(Path file, IOException e) {
        return new PcapException(
                file, "cannot be written: " + e, "name a file in a folder that exists and may be written");
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
