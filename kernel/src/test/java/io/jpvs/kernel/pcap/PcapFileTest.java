package io.jpvs.kernel.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Captures read and written, and what is said of those that are none.
class PcapFileTest {
    private static final byte[] FRAME = HexFormat.of().parseHex("ffffffffffff0200000000010806");
    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"-1582119980, 1000", "-1582154675, 1"}) // the two magic numbers
    void bothUnitsAndByteOrdersAreRead(int magic, int unitNanos) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] bytes = file(magic, order, 0xffff_fffe, 7, FRAME.length, 1500);
            try (PcapReader reader = PcapReader.open(write(bytes))) {
                CapturedFrame frame = Objects.requireNonNull(reader.next());
                assertEquals(0xffff_fffeL * 1_000_000_000 + 7L * unitNanos, frame.nanos());
                assertArrayEquals(FRAME, frame.bytes());
                assertEquals(1500, frame.wireBytes());
                assertTrue(frame.isCut());
                assertEquals(unitNanos == 1, reader.isNanosecond());
                assertNull(reader.next());
                assertNull(reader.next());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 4294967295999999000", "true, 4294967295999999999"})
    void whatIsWrittenIsRead(boolean nanosecond, long expectedNanos) {
        Path file = folder.resolve("written.pcap");
        try (PcapWriter writer = PcapWriter.create(file, nanosecond)) {
            writer.write(4_294_967_295_999_999_999L, FRAME);
            writer.write(0, new byte[0]);
            assertEquals(2, writer.frames());
        }
        try (PcapReader reader = PcapReader.open(file)) {
            CapturedFrame first = Objects.requireNonNull(reader.next());
            assertEquals(nanosecond, reader.isNanosecond());
            assertEquals(expectedNanos, first.nanos());
            assertArrayEquals(FRAME, first.bytes());
            assertFalse(first.isCut());
            CapturedFrame second = Objects.requireNonNull(reader.next());
            assertEquals(0, second.bytes().length);
            assertNull(reader.next());
        }
    }

    /// By the format's own words, not by our reader.
    @Test
    void theWrittenFileIsLittleEndianAndOfVersion24() throws IOException {
        Path file = folder.resolve("written.pcap");
        try (PcapWriter writer = PcapWriter.create(file, false)) {
            writer.write(1_000_002_999L, FRAME); // 1 s and 2.999 microseconds
        }
        assertEquals(
                "d4c3b2a1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "01000000" + "01000000"
                        + "02000000" + "0e000000" + "0e000000" + HexFormat.of().formatHex(FRAME),
                HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void aCaptureWithoutFramesHasNone() throws IOException {
        byte[] header = Arrays.copyOf(file(MICROS, ByteOrder.BIG_ENDIAN, 0, 0, 0, 0), 24);
        try (PcapReader reader = PcapReader.open(write(header))) {
            assertNull(reader.next());
        }
    }

    record Bad(String name, byte[] bytes, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> badFiles() {
        byte[] good = file(MICROS, ByteOrder.LITTLE_ENDIAN, 1, 2, FRAME.length, FRAME.length);
        byte[] two = Arrays.copyOf(good, good.length + 16 + FRAME.length);
        System.arraycopy(good, 24, two, good.length, 16 + FRAME.length);
        return List.of(
                new Bad("nothing", new byte[0], "is empty; fix: name a capture in the classic format"),
                new Bad("a text", "hello, world\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "is no pcap"),
                new Bad("two bytes", new byte[] {(byte) 0xd4, (byte) 0xc3}, "is no pcap file"),
                new Bad(
                        "pcapng",
                        hex("0a0d0d0a1c0000004d3c2b1a"),
                        "is a pcapng file; fix: convert it: editcap -F pcap"),
                new Bad("gzip", hex("1f8b0800"), "is compressed; fix: unpack it: gunzip"),
                new Bad("half a header", Arrays.copyOf(good, 23), "ends within its header, after 23 of 24 bytes"),
                new Bad("version 2.3", with(good, 6, 3), "is of pcap version 2.3, not 2.4"),
                new Bad("cooked", with(good, 20, 113), "is of link type 113, not Ethernet (1); fix: capture on one"),
                new Bad(
                        "header cut",
                        Arrays.copyOf(good, 24 + 15),
                        "is cut short in record 1 at offset 24: its header has 15 of 16 bytes"),
                new Bad(
                        "data cut",
                        Arrays.copyOf(two, two.length - 1),
                        "is cut short in record 2 at offset 54: 13 of its 14 bytes are there; fix: capture again"),
                new Bad(
                        "too much",
                        with(two, good.length + 11, 0x7f),
                        "is damaged: record 2 at offset 54 claims 2130706446 bytes, more than a capture holds"),
                new Bad("negative", with(good, 24 + 11, 0x80), "record 1 at offset 24 claims 2147483662 bytes"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void badFilesAreRefusedInOneLine(Bad bad) throws IOException {
        Path file = write(bad.bytes());
        String message = assertThrows(PcapException.class, () -> readAll(file)).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(bad.expected()), message);
        assertTrue(message.contains("; fix: "), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void everyTruncationIsRefusedOrEndsBetweenRecords() throws IOException {
        byte[] good = file(NANOS, ByteOrder.BIG_ENDIAN, 1, 2, FRAME.length, FRAME.length);
        for (int length = 0; length < good.length; length++) {
            Path file = write(Arrays.copyOf(good, length));
            if (length == 24) {
                assertEquals(0, readAll(file));
            } else {
                assertThrows(PcapException.class, () -> readAll(file), "length " + length);
            }
        }
        assertEquals(1, readAll(write(good)));
    }

    @Test
    void aMissingFileAndAFolderAreNamed() {
        Path missing = folder.resolve("missing.pcap");
        assertEquals(
                missing + ": there is no such file; fix: correct the path",
                assertThrows(PcapException.class, () -> PcapReader.open(missing))
                        .getMessage());
        assertTrue(assertThrows(PcapException.class, () -> PcapReader.open(folder))
                .getMessage()
                .startsWith(folder + ": cannot be read: "));
        assertTrue(assertThrows(PcapException.class, () -> PcapWriter.create(folder.resolve("a/b.pcap"), false))
                .getMessage()
                .contains("b.pcap: cannot be written: "));
    }

    private static int readAll(Path file) {
        int frames = 0;
        try (PcapReader reader = PcapReader.open(file)) {
            while (reader.next() != null) {
                frames++;
            }
        }
        return frames;
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("test.pcap"), bytes);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] with(byte[] bytes, int offset, int value) {
        byte[] changed = bytes.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    private static byte[] file(int magic, ByteOrder order, int seconds, int fraction, int captured, int wire) {
        ByteBuffer file = ByteBuffer.allocate(24 + 16 + FRAME.length).order(order);
        file.putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(1);
        file.putInt(seconds).putInt(fraction).putInt(captured).putInt(wire).put(FRAME);
        return file.array();
    }
}
