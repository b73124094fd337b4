package io.jpvs.kernel.replay;

import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import org.jspecify.annotations.Nullable;

/// A capture on its way in, with the frame that comes next. Time never falls: a frame that bears an earlier time
/// than the one before it comes at the same time as that. Frames longer than any buffer are left out.
final class InputCapture implements AutoCloseable {
    private final Capture capture;
    private final int port;
    private final PcapReader reader;
    private @Nullable CapturedFrame next;
    private long nextNanos = Long.MIN_VALUE;
    private long frames;
    private long cut;
    private long early;
    private long tooLong;

    InputCapture(Capture capture, int port) {
        this.capture = capture;
        this.port = port;
        this.reader = PcapReader.open(capture.file());
        advance();
    }

    private void advance() {
        next = reader.next();
        while (next != null && next.bytes().length > MemoryBalancer.MOST_FRAME_BYTES) {
            frames++;
            tooLong++;
            next = reader.next();
        }
        if (next != null) {
            frames++;
            cut += next.isCut() ? 1 : 0;
            early += next.nanos() < nextNanos ? 1 : 0;
            nextNanos = Math.max(nextNanos, next.nanos());
        }
    }

    boolean isNanosecond() {
        return reader.isNanosecond();
    }

    int port() {
        return port;
    }

    boolean hasNext() {
        return next != null;
    }

    /// Returns the time of the next frame.
    long nextNanos() {
        return nextNanos;
    }

    /// Takes the next frame.
    byte[] take() {
        if (next == null) {
            throw new IllegalStateException("no frame is left");
        }
        byte[] bytes = next.bytes();
        advance();
        return bytes;
    }

    /// Reads to the end, so that a damaged file is refused before anything is done with it.
    void check() {
        while (hasNext()) {
            advance();
        }
    }

    /// Returns what was read so far, the frame that comes next included.
    ReplayReport.Input report() {
        return new ReplayReport.Input(capture.port(), capture.file().toString(), frames, cut, early, tooLong);
    }

    @Override
    public void close() {
        reader.close();
    }
}
