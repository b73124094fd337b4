package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Passage;
import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/// Sees that what the balancer sends is what the flows ask for. `jpvs replay`, the same kernel with the same plugins
/// and configuration, carries a sample of the capture, and every byte that leaves is compared with a frame that was
/// built from the flow: addresses, ports, hop limit, all checksums, payload, MACs.
final class Verification {
    private Verification() {}

    /// Runs the sample; returns what is wrong, or nothing.
    static String complaint(Stage stage) {
        Path leaving = stage.file("leaving.pcap");
        Child.run(
                List.of(
                        stage.launcher(),
                        "replay",
                        "-c",
                        stage.sampleConfiguration().toString(),
                        "--conns",
                        stage.sampleConnections().toString(),
                        "--in",
                        "wire=" + stage.sample(),
                        "--out",
                        "wire=" + leaving),
                stage.file("replay.log"));
        return compare(leaving, stage.sampleFrames(), stage::passage);
    }

    /// Compares what left with what had to; returns the first difference, or nothing.
    static String compare(Path leaving, int frames, IntFunction<Passage> passages) {
        try (PcapReader reader = PcapReader.open(leaving)) {
            for (int place = 0; place < frames; place++) {
                CapturedFrame frame = reader.next();
                byte[] wanted = passages.apply(place).leaving();
                if (frame == null) {
                    return "of " + frames + " frames " + place + " left";
                }
                if (!Arrays.equals(wanted, frame.bytes())) {
                    return "frame " + place + " left wrong: " + hex(frame.bytes()) + " instead of " + hex(wanted);
                }
            }
            return reader.next() == null ? "" : "more frames left than came";
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
