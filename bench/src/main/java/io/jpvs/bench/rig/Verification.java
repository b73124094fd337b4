package io.jpvs.bench.rig;

import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Sees that what the balancer sends is what the flows ask for. `jpvs replay`, the same kernel with the same plugins
/// and configuration, carries a sample of the capture, and every byte that leaves is compared with a frame that was
/// built from the flow: addresses, ports, hop limit, all checksums, payload, MACs.
final class Verification {
    private Verification() {}

    /// Returns what is wrong, or nothing.
    static String complaint(Path launcher, Stage stage) {
        Path leaving = stage.file("leaving.pcap");
        Child.run(
                List.of(
                        launcher.toString(),
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
        try (PcapReader reader = PcapReader.open(leaving)) {
            for (int place = 0; place < stage.sampleFrames(); place++) {
                CapturedFrame frame = reader.next();
                byte[] wanted = stage.passage(place).leaving();
                if (frame == null) {
                    return "of " + stage.sampleFrames() + " frames " + place + " left";
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
