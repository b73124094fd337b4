package io.jpvs.kernel.replay;

import io.jpvs.kernel.pcap.PcapWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The captures on their way out, one for each port at most.
final class Outputs implements AutoCloseable, MemoryBalancer.Sink {
    private final List<String> ports;
    private final @Nullable Capture[] captures;
    private final @Nullable PcapWriter[] writers;
    private final long[] sent;

    /// Makes none yet.
    ///
    /// @param ports the names of all ports
    Outputs(List<String> ports) {
        this.ports = ports;
        this.captures = new Capture[ports.size()];
        this.writers = new PcapWriter[ports.size()];
        this.sent = new long[ports.size()];
    }

    /// Makes the file of a port.
    void create(Capture capture, boolean nanosecond) {
        int port = ports.indexOf(capture.port());
        captures[port] = capture;
        writers[port] = PcapWriter.create(capture.file(), nanosecond);
    }

    @Override
    public void sent(int port, byte[] frame, long nanos) {
        sent[port]++;
        PcapWriter writer = writers[port];
        if (writer != null) {
            writer.write(nanos, frame);
        }
    }

    List<ReplayReport.Output> report() {
        List<ReplayReport.Output> report = new ArrayList<>();
        for (int port = 0; port < sent.length; port++) {
            Capture capture = captures[port];
            report.add(new ReplayReport.Output(
                    ports.get(port), capture == null ? null : capture.file().toString(), sent[port]));
        }
        return report;
    }

    @Override
    public void close() {
        for (PcapWriter writer : writers) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
