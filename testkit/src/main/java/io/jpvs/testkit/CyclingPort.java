package io.jpvs.testkit;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.MemoryPort;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import io.jpvs.kernel.port.PortStatistics;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// A port in memory that receives the same frames over and over, a burst at each call, and swallows what is sent:
/// a capture played in a loop, without a device.
public final class CyclingPort implements Port, PortQueue {
    private static final int MTU_BYTES = 1500;
    private static final int SLOT_BYTES = 128;

    private final String name;
    private final long macAddress;
    private final FramePool pool;
    private final List<byte[]> captured = new ArrayList<>();
    private boolean capturing;
    private long templates;
    private int[] lengths = {};
    private int next;
    private boolean once;
    private long sent;

    /// Makes a port that receives nothing yet.
    public CyclingPort(String name, long macAddress, FramePool pool) {
        this.name = name;
        this.macAddress = macAddress;
        this.pool = pool;
    }

    /// Sets what is received from now on, in that order; at most 128 bytes each.
    public void play(Arena arena, List<byte[]> frames) {
        templates = arena.allocate((long) SLOT_BYTES * Math.max(1, frames.size()), SLOT_BYTES)
                .address();
        lengths = new int[frames.size()];
        for (int i = 0; i < lengths.length; i++) {
            byte[] frame = frames.get(i);
            if (frame.length > SLOT_BYTES) {
                throw new IllegalArgumentException("a frame of " + frame.length + " bytes is over " + SLOT_BYTES);
            }
            lengths[i] = frame.length;
            for (int k = 0; k < frame.length; k++) {
                Memory.u8(templates, (long) SLOT_BYTES * i + k, frame[k]);
            }
        }
        next = 0;
        once = false;
    }

    /// Sets what is received next, each frame once.
    public void playOnce(Arena arena, List<byte[]> frames) {
        play(arena, frames);
        once = true;
    }

    /// Starts to keep copies of what is sent.
    public void capture() {
        capturing = true;
    }

    /// Stops to keep copies, and returns those made.
    public List<byte[]> captured() {
        capturing = false;
        List<byte[]> copies = List.copyOf(captured);
        captured.clear();
        return copies;
    }

    /// Returns how many frames have been sent.
    public long sent() {
        return sent;
    }

    @Override
    public int receive(FrameVector frames) {
        frames.clear();
        int[] of = lengths;
        while (of.length > 0 && !frames.isFull()) {
            long frame = pool.allocate();
            if (frame == 0) {
                break;
            }
            copyTemplate(frame, of[next]);
            frames.add(frame);
            next++;
            if (next == of.length) {
                next = 0;
                if (once) {
                    lengths = new int[0];
                    break;
                }
            }
        }
        return frames.size();
    }

    private void copyTemplate(long frame, int lengthBytes) {
        Frame.lengthBytes(frame, lengthBytes);
        long from = templates + (long) SLOT_BYTES * next;
        long to = Frame.data(frame);
        for (int offset = 0; offset < lengthBytes; offset += 8) {
            Memory.i64(to, offset, Memory.i64(from, offset));
        }
    }

    @Override
    public int transmit(FrameVector frames) {
        int count = frames.size();
        for (int i = 0; i < count; i++) {
            long frame = frames.get(i);
            if (capturing) {
                captured.add(MemoryPort.read(Frame.data(frame), Frame.lengthBytes(frame)));
            }
            pool.free(frame);
        }
        sent += count;
        return count;
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
        return MTU_BYTES;
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
        return new PortStatistics(0, sent, 0, 0, 0, 0, 0, 0);
    }
}
