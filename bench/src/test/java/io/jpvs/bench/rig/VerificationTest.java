package io.jpvs.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.bench.traffic.Kind;
import io.jpvs.bench.traffic.Traffic;
import io.jpvs.bench.traffic.Workload;
import io.jpvs.kernel.pcap.PcapWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    private static final int FRAMES = 8;

    private final Traffic traffic = new Traffic(new Workload(Kind.UDP, false, FRAMES));
    private final List<byte[]> leaving = IntStream.range(0, FRAMES)
            .mapToObj(place -> traffic.passage(place).leaving())
            .toList();

    @TempDir
    Path folder;

    private String compare(List<byte[]> frames) {
        Path file = folder.resolve("leaving.pcap");
        try (PcapWriter writer = PcapWriter.create(file, false)) {
            frames.forEach(frame -> writer.write(0, frame));
        }
        return Verification.compare(file, FRAMES, traffic::passage);
    }

    @Test
    void rightFramesAreRight() {
        assertEquals("", compare(leaving));
    }

    @Test
    void everyByteCounts() {
        for (int offset = 0; offset < leaving.get(3).length; offset++) {
            leaving.get(3)[offset] ^= 1;
            assertTrue(compare(leaving).startsWith("frame 3 left wrong: "), "byte " + offset);
            leaving.get(3)[offset] ^= 1;
        }
    }

    @Test
    void missingFrameIsSeen() {
        assertEquals("of 8 frames 7 left", compare(leaving.subList(0, 7)));
    }

    @Test
    void additionalFrameIsSeen() {
        assertEquals(
                "more frames left than came",
                compare(IntStream.range(0, FRAMES + 1)
                        .mapToObj(place -> leaving.get(place % FRAMES))
                        .toList()));
    }
}
