package io.jpvs.kernel.pcap;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads a capture, frame by frame: microsecond or nanosecond, either byte order, Ethernet. Used by one thread.
public final class PcapReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int MAGIC_PCAPNG = 0x0a0d_0d0a;
    private static final int MAGIC_GZIP = 0x1f8b;

    private final Path file;
    private final InputStream in;
    private final ByteBuffer header = ByteBuffer.allocate(PcapFormat.FILE_HEADER_BYTES);
    private final boolean nanosecond;
    private long offset;
    private long records;

    private PcapReader(Path file, InputStream in) throws IOException {
        this.file = file;
        this.in = in;
        int length = read(PcapFormat.FILE_HEADER_BYTES);
        this.nanosecond = readMagic(length);
        checkHeader(length);
    }

    /// Opens a capture and reads its header.
    ///
    /// @throws PcapException if there is none that can be read
    @SuppressWarnings("MustBeClosedChecker")
    public static PcapReader open(Path file) {
        try {
            InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
            try {
                return new PcapReader(file, in);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Returns whether the capture tells nanoseconds.
    public boolean isNanosecond() {
        return nanosecond;
    }

    /// Returns the next frame, or null at the end of the file.
    ///
    /// @throws PcapException if the file is cut short or damaged
    public @Nullable CapturedFrame next() {
        try {
            return readRecord();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private @Nullable CapturedFrame readRecord() throws IOException {
        long start = offset;
        int length = read(PcapFormat.RECORD_HEADER_BYTES);
        if (length == 0) {
            return null;
        }
        records++;
        if (length < PcapFormat.RECORD_HEADER_BYTES) {
            throw cutShort(start, "its header has " + length + " of " + PcapFormat.RECORD_HEADER_BYTES + " bytes");
        }
        long seconds = header.getInt(0) & 0xffff_ffffL;
        long fraction = header.getInt(4) & 0xffff_ffffL;
        int captured = header.getInt(8);
        int wire = header.getInt(12);
        if (captured < 0 || captured > PcapFormat.MOST_RECORD_BYTES) {
            throw new PcapException(
                    file,
                    "is damaged: record " + records + " at offset " + start + " claims "
                            + Integer.toUnsignedString(captured) + " bytes, more than a capture holds",
                    keepWhole());
        }
        byte[] bytes = in.readNBytes(captured);
        offset += bytes.length;
        if (bytes.length < captured) {
            throw cutShort(start, bytes.length + " of its " + captured + " bytes are there");
        }
        long nanos = seconds * PcapFormat.NANOS_PER_SECOND + fraction * (nanosecond ? 1 : PcapFormat.NANOS_PER_MICRO);
        return new CapturedFrame(nanos, bytes, wire < 0 ? Integer.MAX_VALUE : wire);
    }

    /// Sets the byte order that the magic number tells.
    ///
    /// @return whether fractions of seconds are nanoseconds
    private boolean readMagic(int length) {
        int magic = length < Integer.BYTES ? 0 : header.getInt(0);
        if (isMagic(magic)) {
            header.order(ByteOrder.BIG_ENDIAN);
        } else if (isMagic(Integer.reverseBytes(magic))) {
            header.order(ByteOrder.LITTLE_ENDIAN);
        } else if (magic == MAGIC_PCAPNG) {
            throw new PcapException(file, "is a pcapng file", "convert it: editcap -F pcap " + file + " OUT");
        } else if (magic >>> 16 == MAGIC_GZIP) {
            throw new PcapException(file, "is compressed", "unpack it: gunzip " + file);
        } else {
            throw new PcapException(
                    file,
                    length == 0 ? "is empty" : "is no pcap file",
                    "name a capture in the classic format, or convert: editcap -F pcap " + file + " OUT");
        }
        return header.getInt(0) == PcapFormat.MAGIC_NANOS;
    }

    private static boolean isMagic(int magic) {
        return magic == PcapFormat.MAGIC_MICROS || magic == PcapFormat.MAGIC_NANOS;
    }

    private void checkHeader(int length) {
        if (length < PcapFormat.FILE_HEADER_BYTES) {
            throw new PcapException(
                    file,
                    "ends within its header, after " + length + " of " + PcapFormat.FILE_HEADER_BYTES + " bytes",
                    "capture again");
        }
        int major = header.getShort(4) & 0xffff;
        int minor = header.getShort(6) & 0xffff;
        if (major != PcapFormat.MAJOR_VERSION || minor != PcapFormat.MINOR_VERSION) {
            throw new PcapException(
                    file,
                    "is of pcap version " + major + "." + minor + ", not 2.4",
                    "convert it: editcap -F pcap " + file + " OUT");
        }
        int linkType = header.getInt(PcapFormat.LINK_TYPE) & PcapFormat.LINK_TYPE_MASK;
        if (linkType != PcapFormat.LINKTYPE_ETHERNET) {
            throw new PcapException(
                    file,
                    "is of link type " + linkType + ", not Ethernet (1)",
                    "capture on one Ethernet interface, not on 'any', a tunnel or a radio");
        }
    }

    private int read(int bytes) throws IOException {
        int length = in.readNBytes(header.array(), 0, bytes);
        offset += length;
        return length;
    }

    private PcapException cutShort(long start, String what) {
        return new PcapException(
                file, "is cut short in record " + records + " at offset " + start + ": " + what, keepWhole());
    }

    private String keepWhole() {
        return "capture again, or keep what is whole: editcap -F pcap " + file + " OUT";
    }

    private static PcapException unreadable(Path file, IOException e) {
        return e instanceof NoSuchFileException
                ? new PcapException(file, "there is no such file", "correct the path")
                : new PcapException(file, "cannot be read: " + e.getMessage(), "correct the path or its permissions");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
