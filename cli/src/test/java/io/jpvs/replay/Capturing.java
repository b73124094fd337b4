package io.jpvs.replay;

import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Captures as lists.
final class Capturing {
    private Capturing() {}

    /// Returns a line for each frame, its time and bytes, to be compared and read.
    static List<String> describe(Path file) {
        List<String> lines = new ArrayList<>();
        try (PcapReader reader = PcapReader.open(file)) {
            for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
                lines.add(frame.nanos() + " " + HexFormat.of().formatHex(frame.bytes()));
            }
        }
        return lines;
    }

    static List<byte[]> frames(Path file) {
        List<byte[]> frames = new ArrayList<>();
        try (PcapReader reader = PcapReader.open(file)) {
            for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame.bytes());
            }
        }
        return frames;
    }
}
