package io.jpvs.kernel.port;

import io.jpvs.kernel.memory.Memory;

/// A frame buffer, named by its address: `struct rte_mbuf` of DPDK, whose first 128 bytes are the same in every
/// release from 21.11 on. Buffers that do not come from DPDK are laid out alike.
///
/// ```
/// offset size  field                    (native byte order)
///      0    8  buf_addr                 start of the data room
///     16    2  data_off                 first packet byte, from buf_addr
///     18    2  refcnt
///     20    2  nb_segs                  buffers that make up this frame
///     22    2  port
///     24    8  ol_flags
///     36    4  pkt_len                  bytes in all segments
///     40    2  data_len                 bytes in this segment
///     54    2  buf_len                  size of the data room
///     56    8  pool
///     64    8  next
/// ```
public final class Frame {
    /// Bytes before the data room.
    public static final int HEADER_BYTES = 128;

    /// Free bytes that every buffer starts with, RTE_PKTMBUF_HEADROOM.
    public static final int HEADROOM_BYTES = 128;

    private static final long BUF_ADDR = 0;
    private static final long DATA_OFF = 16;
    private static final long REFCNT = 18;
    private static final long NB_SEGS = 20;
    private static final long PORT = 22;
    private static final long OL_FLAGS = 24;
    private static final long PKT_LEN = 36;
    private static final long DATA_LEN = 40;
    private static final long BUF_LEN = 54;
    private static final long POOL = 56;
    private static final long NEXT = 64;

    private Frame() {}

    /// Returns the address of the first byte of the frame.
    public static long data(long frame) {
        return Memory.i64(frame, BUF_ADDR) + Memory.u16(frame, DATA_OFF);
    }

    /// Returns the bytes of the frame that lie in this buffer.
    public static int lengthBytes(long frame) {
        return Memory.u16(frame, DATA_LEN);
    }

    /// Returns the number of buffers the frame is spread over; only one is supported.
    public static int segments(long frame) {
        return Memory.u16(frame, NB_SEGS);
    }

    /// Returns the index of the port the frame came in on; set by drivers, and by [#port(long, int)].
    public static int port(long frame) {
        return Memory.u16(frame, PORT);
    }

    /// Notes the index of the port the frame came in on.
    public static void port(long frame, int port) {
        Memory.u16(frame, PORT, port);
    }

    /// Returns the room from the first byte of the frame to the end of the buffer.
    public static int roomBytes(long frame) {
        return Memory.u16(frame, BUF_LEN) - Memory.u16(frame, DATA_OFF);
    }

    /// Sets the length of a frame of one buffer; at most [#roomBytes].
    public static void lengthBytes(long frame, int lengthBytes) {
        Memory.u16(frame, DATA_LEN, lengthBytes);
        Memory.i32(frame, PKT_LEN, lengthBytes);
    }

    /// Moves the start of the frame by `bytes` towards its end (or, if negative, into the headroom); the end
    /// stays.
    public static void trimFront(long frame, int bytes) {
        Memory.u16(frame, DATA_OFF, Memory.u16(frame, DATA_OFF) + bytes);
        lengthBytes(frame, lengthBytes(frame) - bytes);
    }

    /// Sets the bytes of the frame from `offset` to its end to zero.
    public static void clear(long frame, int offset) {
        Memory.clear(data(frame) + offset, lengthBytes(frame) - offset);
    }

    /// Makes a buffer fresh from its pool an empty frame behind the usual headroom.
    public static void reset(long frame) {
        Memory.u16(frame, DATA_OFF, HEADROOM_BYTES);
        Memory.i64(frame, OL_FLAGS, 0);
        Memory.u16(frame, NB_SEGS, 1);
        Memory.i64(frame, NEXT, 0);
        lengthBytes(frame, 0);
    }

    /// Lays out a buffer that does not come from DPDK: `HEADER_BYTES`, then `roomBytes` of data room.
    static void format(long frame, int roomBytes) {
        Memory.clear(frame, HEADER_BYTES);
        Memory.i64(frame, BUF_ADDR, frame + HEADER_BYTES);
        Memory.u16(frame, BUF_LEN, roomBytes);
        Memory.u16(frame, REFCNT, 1);
        Memory.u16(frame, PORT, 0xffff);
        Memory.i64(frame, POOL, 0);
        reset(frame);
    }
}
