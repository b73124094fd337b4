package io.jpvs.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The architecture, held by every class of every module; and each rule fails on a class that breaks it.
class ArchitectureTest {
    private static final String BROKEN = "io.jpvs.architecture.broken";
    private static final Map<String, Function<Rules, ArchRule>> RULES = Map.of(
            "native calls in dpdk only", Rules::nativeCallsInDpdkOnly,
            "api stands alone", Rules::apiStandsAlone,
            "plugins see the api only", Rules::pluginsSeeTheApiOnly,
            "kernel knows no plugin", Rules::kernelKnowsNoPlugin,
            "packages form no cycle", Rules::packagesFormNoCycle,
            "packet path streams and formats nothing", Rules::packetPathStreamsAndFormatsNothing,
            "packages are named for what they do", Rules::packagesAreNamedForWhatTheyDo);

    private static final Path KERNEL_SOURCES = Path.of("..", "kernel", "src", "main");
    /// IPv6 finds its neighbours by messages of ICMPv6 (RFC 4861), which are the kernel's business as ARP is.
    private static final String NEIGHBOUR_DISCOVERY = "io/jpvs/kernel/neighbour/";
    /// A key of the configuration, whose name is fixed.
    private static final String RATE_KEY = "\"icmp-rate\"";

    private static final JavaClasses REAL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.jpvs");
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

    static Stream<String> rules() {
        return RULES.keySet().stream().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holds(String name) {
        rule(name, "io.jpvs").check(REAL);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "native calls in dpdk only,               kernel.port.LinkingPort",
        "api stands alone,                        api.ReachingPacket",
        "plugins see the api only,                plugins.gre.PeekingHandler",
        "plugins see the api only,                plugins.gre.SteeringHandler",
        "plugins see the api only,                plugins.gre.MappingHandler",
        "plugins see the api only,                plugins.gre.NamingHandler",
        "kernel knows no plugin,                  kernel.service.FavouringService",
        "packages form no cycle,                  kernel.service",
        "packet path streams and formats nothing, kernel.worker.StreamingWorker",
        "packet path streams and formats nothing, kernel.worker.FormattingWorker",
        "packages are named for what they do,     kernel.util.Things",
    })
    void failsOnAClassThatBreaksIt(String name, String culprit) {
        List<String> details =
                rule(name, BROKEN).evaluate(BROKEN_CLASSES).getFailureReport().getDetails();
        assertTrue(
                details.stream().anyMatch(detail -> detail.contains(BROKEN + "." + culprit)),
                () -> culprit + " is not among " + details);
    }

    @Test
    void everyRuleHasAClassThatBreaksIt() {
        for (String name : RULES.keySet()) {
            assertTrue(rule(name, BROKEN).evaluate(BROKEN_CLASSES).hasViolation(), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "kernel", "testkit", "cli", "plugins.tcp", "plugins.udp", "plugins.icmp"})
    void everyModuleIsLookedAt(String module) {
        assertTrue(REAL.stream().anyMatch(type -> type.getPackageName().startsWith("io.jpvs." + module)));
    }

    @Test
    void kernelNamesNoProtocol() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(KERNEL_SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = KERNEL_SOURCES.relativize(file).toString().replace('\\', '/');
                if (!path.contains(NEIGHBOUR_DISCOVERY)) {
                    String source = path + "\n" + Files.readString(file).replace(RATE_KEY, "");
                    SourceWords.protocols(source).forEach(line -> found.add(path + ":" + line));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int tcpPort;                          | true",
                "int TCP_PORT;                         | true",
                "class UdpHandler {}                   | true",
                "class UDPHandler {}                   | true",
                "enum Kind { ICMPv6 }                  | true",
                "int maxSctp;                          | true",
                "String s = \"tcp\";                   | true",
                "String s = \"// \\\" udp\";           | true",
                "String s = \"\"\"\\n udp\"\"\";       | true",
                "int x; /* no */ int icmp;             | true",
                "int x; // a comment on tcp            | false",
                "int x; /* on tcp */ int y;            | false",
                "/// [io.jpvs.plugins.tcp.Segment]             | false",
                "int firstCpu();                       | false",
                "char quote = '\"'; // udp             | false",
            })
    void wordsAreFoundOutsideOfComments(String source, boolean isFound) {
        assertEquals(isFound, !SourceWords.protocols(source).isEmpty());
    }

    @Test
    void linesKeepTheirNumbers() {
        assertEquals(List.of("4: int tcp;"), SourceWords.protocols("/* tcp\n udp */\n// icmp\nint tcp;\n"));
    }

    private static ArchRule rule(String name, String root) {
        return Objects.requireNonNull(RULES.get(name), name).apply(new Rules(root));
    }
}
