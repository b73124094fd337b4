package io.jpvs.kernel.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads and writes words at addresses that the kernel itself obtained (mbufs, connection records, index slots).
///
/// Nothing is checked: an address that is not ours ends the process. Every base is masked to the 47 bits of
/// user space, which tells C2 its range and so removes the segment's own checks (docs/performance.md).
@SuppressWarnings("restricted") // reinterpret: one segment over memory
public final class Memory {
    private static final long USER_SPACE = 0x7fff_ffff_ffffL;
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfShort BE16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BE64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Memory() {}

    /// Reads the unsigned big-endian 16-bit word at `address`.
    public static int be16(long address) {
        return ALL.get(BE16, address & USER_SPACE) & 0xffff;
    }

    /// Reads the unsigned big-endian 16-bit word at `base + offset`.
    public static int be16(long base, long offset) {
        return ALL.get(BE16, (base & USER_SPACE) + offset) & 0xffff;
    }

    /// Writes the low 16 bits of `value`, big-endian, at `base + offset`.
    public static void be16(long base, long offset, int value) {
        ALL.set(BE16, (base & USER_SPACE) + offset, (short) value);
    }

    /// Reads the big-endian 32-bit word at `address`.
    public static int be32(long address) {
        return ALL.get(BE32, address & USER_SPACE);
    }

    /// Reads the big-endian 32-bit word at `base + offset`.
    public static int be32(long base, long offset) {
        return ALL.get(BE32, (base & USER_SPACE) + offset);
    }

    /// Writes a big-endian 32-bit word at `base + offset`.
    public static void be32(long base, long offset, int value) {
        ALL.set(BE32, (base & USER_SPACE) + offset, value);
    }

    /// Reads the big-endian 64-bit word at `address`.
    public static long be64(long address) {
        return ALL.get(BE64, address & USER_SPACE);
    }

    /// Reads the big-endian 64-bit word at `base + offset`.
    public static long be64(long base, long offset) {
        return ALL.get(BE64, (base & USER_SPACE) + offset);
    }

    /// Writes a big-endian 64-bit word at `base + offset`.
    public static void be64(long base, long offset, long value) {
        ALL.set(BE64, (base & USER_SPACE) + offset, value);
    }

    /// Reads the unsigned byte at `address`.
    public static int u8(long address) {
        return ALL.get(JAVA_BYTE, address & USER_SPACE) & 0xff;
    }

    /// Reads the unsigned byte at `base + offset`.
    public static int u8(long base, long offset) {
        return ALL.get(JAVA_BYTE, (base & USER_SPACE) + offset) & 0xff;
    }

    /// Writes the low 8 bits of `value` at `base + offset`.
    public static void u8(long base, long offset, int value) {
        ALL.set(JAVA_BYTE, (base & USER_SPACE) + offset, (byte) value);
    }

    /// Reads the unsigned 16-bit word at `address`.
    public static int u16(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address & USER_SPACE) & 0xffff;
    }

    /// Reads the unsigned 16-bit word at `base + offset`.
    public static int u16(long base, long offset) {
        return ALL.get(JAVA_SHORT_UNALIGNED, (base & USER_SPACE) + offset) & 0xffff;
    }

    /// Writes the low 16 bits of `value` at `base + offset`.
    public static void u16(long base, long offset, int value) {
        ALL.set(JAVA_SHORT_UNALIGNED, (base & USER_SPACE) + offset, (short) value);
    }

    /// Reads the 32-bit word at `address`.
    public static int i32(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address & USER_SPACE);
    }

    /// Reads the 32-bit word at `base + offset`.
    public static int i32(long base, long offset) {
        return ALL.get(JAVA_INT_UNALIGNED, (base & USER_SPACE) + offset);
    }

    /// Writes the 32-bit word `value` at `base + offset`.
    public static void i32(long base, long offset, int value) {
        ALL.set(JAVA_INT_UNALIGNED, (base & USER_SPACE) + offset, value);
    }

    /// Reads the 64-bit word at `address`.
    public static long i64(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address & USER_SPACE);
    }

    /// Reads the 64-bit word at `base + offset`.
    public static long i64(long base, long offset) {
        return ALL.get(JAVA_LONG_UNALIGNED, (base & USER_SPACE) + offset);
    }

    /// Writes the 64-bit word `value` at `base + offset`.
    public static void i64(long base, long offset, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, (base & USER_SPACE) + offset, value);
    }

    /// Sets `lengthBytes` bytes from `address` on to zero.
    public static void clear(long address, long lengthBytes) {
        ALL.asSlice(address & USER_SPACE, lengthBytes).fill((byte) 0);
    }

    /// Sets bytes to the low 8 bits of `value`.
    public static void fill(long address, long lengthBytes, int value) {
        ALL.asSlice(address & USER_SPACE, lengthBytes).fill((byte) value);
    }

    /// Copies `lengthBytes` bytes; the ranges may overlap.
    public static void copy(long from, long to, long lengthBytes) {
        MemorySegment.copy(ALL, from & USER_SPACE, ALL, to & USER_SPACE, lengthBytes);
    }
}
