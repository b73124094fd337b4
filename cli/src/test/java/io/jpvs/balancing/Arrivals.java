package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapException;
import io.jpvs.kernel.pcap.PcapReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What arrives at one outer end of the [LinuxNat], captured.
final class Arrivals implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final String device;
    private final Path file;
    private final Process capture;

    /// Returns once arrivals are captured.
    Arrivals(String prefix, String device, Path folder) throws IOException {
        this.device = device;
        this.file = folder.resolve(device + ".pcap");
        this.capture = new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + prefix + "-outside",
                        "tcpdump",
                        "--relinquish-privileges=root", // else it may not write into a folder of root's
                        "--immediate-mode",
                        "--packet-buffered",
                        "--buffer-size=16384",
                        "--direction=in",
                        "--interface=" + device,
                        "-n",
                        "-w",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        BufferedReader output = capture.inputReader();
        for (String line = output.readLine(); ; line = output.readLine()) {
            assertTrue(line != null, () -> "tcpdump ended: " + said);
            said.append(line).append('\n');
            if (line.contains("listening on")) {
                return;
            }
        }
    }

    /// Waits for all markers, and returns what arrived before each.
    ///
    /// @param markers how many there are
    List<List<byte[]>> until(int markers) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            List<List<byte[]>> arrived = arrived();
            if (arrived.size() == markers) {
                return arrived;
            }
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> arrived.size() + " of " + markers + " markers arrived at " + device);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private List<List<byte[]>> arrived() throws IOException {
        List<List<byte[]>> all = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        if (!Files.exists(file)) {
            return all;
        }
        try (PcapReader reader = PcapReader.open(file)) {
            for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
                if (isGroup(frame.bytes())) {
                    continue; // multicast listener reports of the namespace itself
                }
                byte[] packet = Marker.packetOf(frame.bytes());
                int marker = Marker.number(packet);
                if (marker < 0) {
                    current.add(packet);
                } else {
                    assertEquals(all.size(), marker, "markers at " + device + " are out of order");
                    all.add(List.copyOf(current));
                    current.clear();
                }
            }
        } catch (PcapException e) {
            return all; // its last record is still being written
        }
        return all;
    }

    private static boolean isGroup(byte[] frame) {
        return (frame[0] & 1) != 0;
    }

    @Override
    public void close() {
        capture.destroy();
    }
}
