package io.jpvs.balancing;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.testkit.HandlerKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What jpvs makes of a packet, and what Linux's own NAT makes of it: field by field the same, but for the
/// [JustifiedDifference]s. See docs/differential.md.
final class LinuxDifferentialTest {
    /// How many packets went on: a field of every result.
    private static final String PACKETS = "packets";

    private static final int LEAST_FORWARDED = 150;

    @Test
    void packetsAreTranslatedAsByLinux(@TempDir Path folder) throws IOException {
        LinuxNat.assumeAvailable();
        List<DifferentialCase> cases = DifferentialCases.all();
        List<Left> linux = byLinux(cases, folder);
        Map<DifferentialCase, Left> jpvs = byJpvs(cases);
        List<Executable> comparisons = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            DifferentialCase compared = cases.get(i);
            Left byLinux = linux.get(i);
            comparisons.add(() -> assertSame(compared, byLinux, requireNonNull(jpvs.get(compared))));
        }
        assertAll(comparisons);
        assertTrue(linux.stream().filter(left -> !left.isNothing()).count() >= LEAST_FORWARDED);
    }

    private static List<Left> byLinux(List<DifferentialCase> cases, Path folder) throws IOException {
        List<Sent> packets = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                packets.addAll(traffic.opening(family));
            }
        }
        int opening = packets.size();
        cases.forEach(one -> packets.add(one.sent()));
        try (LinuxNat nat = new LinuxNat(folder)) {
            List<Left> left = nat.translate(packets);
            for (Left opened : left.subList(0, opening)) {
                assertFalse(opened.isNothing(), "Linux does not open a connection");
            }
            return left.subList(opening, left.size());
        }
    }

    /// Each kind of connection has a kernel of its own, so that each gets the first local port or identifier.
    private static Map<DifferentialCase, Left> byJpvs(List<DifferentialCase> cases) {
        Map<DifferentialCase, Left> all = new HashMap<>();
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                try (HandlerKernel kernel = Setup.kernel()) {
                    traffic.open(kernel, family);
                    cases.stream()
                            .filter(one -> one.family() == family && one.traffic() == traffic)
                            .forEach(one -> all.put(one, one.sent().through(kernel)));
                    assertTrue(kernel.isBalanced());
                }
            }
        }
        return all;
    }

    /// The fields that differ are those that a justified difference names, each of them.
    private static void assertSame(DifferentialCase compared, Left byLinux, Left byJpvs) {
        Side from = compared.sent().from();
        Map<String, String> linux = fields(byLinux, from);
        Map<String, String> jpvs = fields(byJpvs, from);
        boolean isOneDropped =
                byLinux.onwardsFrom(from).isEmpty() != byJpvs.onwardsFrom(from).isEmpty();
        Set<String> names = new LinkedHashSet<>(linux.keySet());
        names.addAll(jpvs.keySet());
        Map<String, String> different = new LinkedHashMap<>();
        for (String name : isOneDropped ? Set.of(PACKETS) : names) {
            String one = linux.getOrDefault(name, "none");
            String other = jpvs.getOrDefault(name, "none");
            if (!one.equals(other)) {
                different.put(name, "Linux " + one + ", jpvs " + other);
            }
        }
        assertEquals(
                compared.difference().fields(),
                different.keySet(),
                () -> compared + ": " + different + "\nsent: "
                        + Wire.hex(compared.sent().packet()));
    }

    private static Map<String, String> fields(Left left, Side from) {
        List<byte[]> packets = left.onwardsFrom(from);
        Map<String, String> fields = packets.isEmpty() ? new LinkedHashMap<>() : PacketFields.of(packets.getFirst());
        fields.put(PACKETS, Integer.toString(packets.size()));
        fields.put("answers", Integer.toString(left.backTo(from).size()));
        return fields;
    }

    @Test
    void casesCoverWhatTheyShould() {
        List<DifferentialCase> cases = DifferentialCases.all();
        assertTrue(cases.size() >= 150, () -> "only " + cases.size());
        Set<JustifiedDifference> used = EnumSet.noneOf(JustifiedDifference.class);
        cases.forEach(one -> used.add(one.difference()));
        assertEquals(EnumSet.allOf(JustifiedDifference.class), used);
    }

    @Test
    void everyDifferenceIsInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "differential.md"));
        for (JustifiedDifference difference : JustifiedDifference.values()) {
            assertTrue(page.contains(difference.rule()), () -> difference + ": " + difference.rule());
        }
    }
}
