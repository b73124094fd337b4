package io.jpvs.kernel.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each jar is refused for its reason, and the good one beside it serves.
class PluginRefusalTest {
    private static final String SEES = ", which plugins do not see: they see " + SpiClassLoader.VISIBLE;
    private static final String NEITHER =
            " is neither in the jar nor visible to plugins, which see " + SpiClassLoader.VISIBLE;
    private static final String OTHER =
            "public List<Protocol> protocols() { return List.of(Protocol.of(254, \"x\")); }";

    @TempDir
    static Path shelf;

    @TempDir
    Path folder;

    record Row(String name, PluginJar jar, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> refusals() {
        return Stream.of(manifests(), extensions(), claims(), throwers(), answers(), sightings())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> manifests() {
        return Stream.of(
                new Row("no id", other("").without("Plugin-Id"), "its manifest has no Plugin-Id"),
                new Row("blank id", other("").id(" "), "its manifest has no Plugin-Id"),
                new Row("no version", other("").without("Plugin-Version"), "its manifest has no Plugin-Version"),
                new Row("no SPI", other("").without("Jpvs-Spi-Version"), "its manifest has no Jpvs-Spi-Version"),
                new Row(
                        "newer SPI",
                        other("").attribute("Jpvs-Spi-Version", "2"),
                        "is built for SPI version 2, this is 1: build it against the jpvs-api of this release"),
                new Row(
                        "SPI no number",
                        other("").attribute("Jpvs-Spi-Version", "one"),
                        "is built for SPI version one, this is 1: build it against the jpvs-api of this release"),
                new Row(
                        "no manifest attribute at all",
                        other("").without("Plugin-Id").without("Plugin-Version").without("Jpvs-Spi-Version"),
                        "its manifest has no Plugin-Id; its manifest has no Plugin-Version;"
                                + " its manifest has no Jpvs-Spi-Version"),
                new Row(
                        "plugin class",
                        other("").attribute("Plugin-Class", "toy.Life"),
                        "its manifest has Plugin-Class, which jpvs does not support: remove it"),
                new Row(
                        "dependencies",
                        other("").attribute("Plugin-Dependencies", "gre@1.0"),
                        "its manifest has Plugin-Dependencies, which jpvs does not support: remove it"),
                new Row("taken id", other("").id("good"), "the plugin id 'good' is taken by a-good.jar"));
    }

    private static Stream<Row> extensions() {
        return Stream.of(
                new Row(
                        "no processor",
                        other("").withoutProcessor(),
                        "has no META-INF/extensions.idx: annotate the handler with @Extension and compile with"
                                + " -processor org.pf4j.processor.ExtensionAnnotationProcessor,"
                                + " since javac runs no annotation processor unless told"),
                new Row(
                        "no extension",
                        PluginJar.empty().source("toy.Nothing", "package toy; class Nothing {}"),
                        "its META-INF/extensions.idx is empty: annotate the handler with @Extension"),
                new Row(
                        "no handler",
                        PluginJar.empty().source("toy.Other", """
                                package toy;
                                @org.pf4j.Extension
                                public class Other implements org.pf4j.ExtensionPoint {}
                                """),
                        "toy.Other is an extension, but no io.jpvs.api.ProtocolHandler, the only kind there is"),
                new Row(
                        "class missing",
                        other("").extensions("toy.Gone"),
                        "extensions.idx names a class that cannot be loaded: toy.Gone" + NEITHER),
                new Row(
                        "kernel class as extension",
                        other("").extensions("io.jpvs.kernel.plugin.PluginHost"),
                        "extensions.idx names a class that cannot be loaded: io.jpvs.kernel.plugin.PluginHost"
                                + NEITHER),
                new Row("abstract", PluginJar.empty().source("toy.Half", """
                                package toy;
                                @org.pf4j.Extension
                                public abstract class Half implements io.jpvs.api.ProtocolHandler {}
                                """), "toy.Half is abstract"),
                new Row(
                        "no usable constructor",
                        other("public ToyHandler(int size) {}"),
                        "toy.ToyHandler cannot be built: No injectable constructor for type toy.ToyHandler."),
                new Row(
                        "one of two extensions fails",
                        other("").handler("Unlucky", "public List<Protocol> protocols() { return List.of(); }"),
                        "toy.Unlucky.protocols() is empty"));
    }

    private static Stream<Row> claims() {
        return Stream.of(
                new Row(
                        "number taken",
                        protocols("Protocol.of(253, \"mine\")"),
                        "protocol number 253 over IPv4 is taken by a-good.jar"),
                new Row(
                        "number taken over one version",
                        protocols("Protocol.of(9, \"nine\"), Protocol.of(253, \"mine\", IpVersion.IPV6)"),
                        "protocol number 253 over IPv6 is taken by a-good.jar"),
                new Row(
                        "name taken",
                        protocols("Protocol.of(9, \"good\")"),
                        "the protocol name 'good' over IPv4 is taken by a-good.jar"),
                new Row(
                        "errors written already",
                        other("public Set<IpVersion> reportsErrorsFor() { return Set.of(IpVersion.IPV4); }"),
                        "the writing of errors over IPv4 is taken by a-good.jar"),
                new Row(
                        "same number twice",
                        protocols("Protocol.of(9, \"nine\"), Protocol.of(9, \"neuf\")"),
                        "protocol number 9 over IPv4 is claimed twice"),
                new Row(
                        "two extensions of one jar claim the same",
                        other("").handler("Twin", OTHER),
                        "protocol number 254 over IPv4 is claimed twice"));
    }

    private static Stream<Row> throwers() {
        String constructor = "the constructor of toy.ToyHandler threw ";
        return Stream.of(
                new Row(
                        "constructor throws an exception",
                        other("public ToyHandler() throws Exception { throw new java.io.IOException(\"x\"); }"),
                        constructor + "java.io.IOException: x"),
                new Row(
                        "constructor throws an error",
                        other("public ToyHandler() { throw new AssertionError(\"x\", new Error(\"y\")); }"),
                        constructor + "java.lang.AssertionError: x, caused by java.lang.Error: y"),
                new Row(
                        "constructor never ends",
                        other("public ToyHandler() { new ToyHandler(); }"),
                        constructor + "java.lang.StackOverflowError"),
                new Row(
                        "static initialiser throws",
                        other("static final int X = Integer.parseInt(\"x\");"),
                        "loading toy.ToyHandler threw java.lang.ExceptionInInitializerError,"
                                + " caused by java.lang.NumberFormatException: For input string: \"x\""),
                new Row(
                        "even the message throws",
                        handler("""
                                public List<Protocol> protocols() {
                                    throw new IllegalStateException() {
                                        public String getMessage() { throw new IllegalStateException(); }
                                    };
                                }
                                """),
                        "toy.ToyHandler.protocols() threw toy.ToyHandler$1"
                                + " (and its message threw java.lang.IllegalStateException)"),
                new Row(
                        "protocols throws",
                        handler("public List<Protocol> protocols() { throw new IllegalStateException(\"x\"); }"),
                        "toy.ToyHandler.protocols() threw java.lang.IllegalStateException: x"),
                new Row(
                        "protocol number out of range",
                        protocols("Protocol.of(256, \"big\")"),
                        "toy.ToyHandler.protocols() threw java.lang.IllegalArgumentException:"
                                + " protocol number 256 is not within 0 to 255"),
                new Row(
                        "protocols never ends",
                        handler("public List<Protocol> protocols() { return protocols(); }"),
                        "toy.ToyHandler.protocols() threw java.lang.StackOverflowError"),
                new Row(
                        "configure throws",
                        other("public void configure(Options o) { throw new IllegalStateException(\"x\"); }"),
                        "toy.ToyHandler.configure() without options threw java.lang.IllegalStateException: x"),
                new Row(
                        "configure does not link",
                        other("public void configure(Options o) { throw new NoSuchMethodError(\"x\"); }"),
                        "toy.ToyHandler.configure() without options threw java.lang.NoSuchMethodError: x"),
                new Row(
                        "hasPorts throws",
                        other("public boolean hasPorts() { throw new IllegalStateException(\"x\"); }"),
                        "toy.ToyHandler.hasPorts() threw java.lang.IllegalStateException: x"));
    }

    private static Stream<Row> answers() {
        return Stream.of(
                new Row("no protocols", protocols(""), "toy.ToyHandler.protocols() is empty"),
                new Row(
                        "protocols null",
                        handler("public List<Protocol> protocols() { return null; }"),
                        "toy.ToyHandler.protocols() returned null"),
                new Row(
                        "a protocol null",
                        handler("public List<Protocol> protocols() { return Collections.singletonList(null); }"),
                        "toy.ToyHandler.protocols() returned null among others"),
                new Row(
                        "over no IP version",
                        protocols("new Protocol(9, \"nine\", Set.of())"),
                        "toy.ToyHandler serves 'nine' over no IP version"),
                new Row(
                        "error versions null",
                        other("public Set<IpVersion> reportsErrorsFor() { return null; }"),
                        "toy.ToyHandler.reportsErrorsFor() returned null"),
                new Row(
                        "selectors null",
                        other("public SelectorRange localSelectors() { return null; }"),
                        "toy.ToyHandler.localSelectors() returned null"));
    }

    private static Stream<Row> sightings() {
        return Stream.of(
                new Row(
                        "uses the kernel",
                        other("void later() { io.jpvs.kernel.memory.Memory.u8(0); }"),
                        "toy.ToyHandler uses io.jpvs.kernel.memory.Memory" + SEES),
                new Row(
                        "uses the cursor",
                        other("private PacketCursor cursor;"),
                        "toy.ToyHandler uses io.jpvs.api.PacketCursor" + SEES),
                new Row(
                        "carries a class of the API's package",
                        other("Object spy = new Spy();")
                                .source("io.jpvs.api.Spy", "package io.jpvs.api; public class Spy {}"),
                        "the constructor of toy.ToyHandler threw java.lang.NoClassDefFoundError: io/jpvs/api/Spy,"
                                + " caused by java.lang.ClassNotFoundException: io.jpvs.api.Spy" + NEITHER),
                new Row(
                        "finds the kernel by name",
                        other(byName("io.jpvs.kernel.plugin.PluginHost")),
                        hidden("io.jpvs.kernel.plugin.PluginHost")),
                new Row(
                        "finds the cursor by name",
                        other(byName("io.jpvs.api.PacketCursor")),
                        hidden("io.jpvs.api.PacketCursor")),
                new Row(
                        "uses Guice",
                        other("Class<?> guice = com.google.inject.Guice.class;"),
                        "the constructor of toy.ToyHandler threw java.lang.NoClassDefFoundError:"
                                + " com/google/inject/Guice, caused by java.lang.ClassNotFoundException:"
                                + " com.google.inject.Guice" + NEITHER),
                new Row(
                        "no class file",
                        other("").entry("toy/Noise.class", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
                        "toy/Noise.class is no class file: Bad magic number"));
    }

    @BeforeAll
    static void buildTheGoodOne() {
        PluginJar.ofHandler("""
                public List<Protocol> protocols() { return List.of(Protocol.of(253, "good")); }
                public Set<IpVersion> reportsErrorsFor() { return Set.of(IpVersion.IPV4); }
                """).id("good").writeTo(shelf, "good.jar");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isRefusedForItsReasonBesideAGoodOne(Row row) throws IOException {
        good();
        row.jar().writeTo(folder, "b-bad.jar");
        assertRefused(row.reason());
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        good();
        Files.createFile(folder.resolve("b-bad.jar"));
        assertRefused("is not a jar, or a damaged one: zip file is empty");
    }

    @Test
    void textFileIsRefused() throws IOException {
        good();
        Files.writeString(folder.resolve("b-bad.jar"), "no zip at all, whatever its name says");
        assertRefused("is not a jar, or a damaged one: zip END header not found");
    }

    @Test
    void halfAJarIsRefused() throws IOException {
        good();
        byte[] whole = Files.readAllBytes(PluginJar.toy().writeTo(folder, "b-bad.jar"));
        Files.write(folder.resolve("b-bad.jar"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused("is not a jar, or a damaged one: zip END header not found");
    }

    /// Whatever bytes a jar has: the host goes on, and the good one serves.
    @Test
    void damagedJarsDoNoHarm() throws IOException {
        good();
        Path jar = PluginJar.ofHandler(OTHER).writeTo(folder, "b-bad.jar");
        byte[] sound = Files.readAllBytes(jar);
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            byte[] damaged = sound.clone();
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(jar, damaged);
            try (PluginHost host = PluginHost.load(folder)) {
                PluginRow row = host.plugins().rows().getLast();
                refused += row.state() == PluginRow.State.REFUSED ? 1 : 0;
                assertEquals("a-good.jar", host.plugins().handlers().getFirst().plugin());
            }
        }
        assertTrue(refused > 30, "only " + refused + " of 100 refused");
    }

    @Test
    void zipWithoutManifestIsRefused() throws IOException {
        good();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("b-bad.jar")))) {
            zip.putNextEntry(new ZipEntry("META-INF/extensions.idx"));
            zip.write("toy.ToyHandler".getBytes(UTF_8));
            zip.closeEntry();
        }
        assertRefused("has no manifest");
    }

    @Test
    void folderNamedLikeAJarIsRefused() throws IOException {
        good();
        Files.createDirectory(folder.resolve("b-bad.jar"));
        assertRefused("is a folder, not a jar");
    }

    @Test
    void danglingLinkIsRefused() throws IOException {
        good();
        Files.createSymbolicLink(folder.resolve("b-bad.jar"), Path.of("gone.jar"));
        assertRefused("does not exist");
    }

    @Test
    void unreadableFileIsRefused() throws IOException {
        good();
        Path jar = PluginJar.toy().writeTo(folder, "b-bad.jar");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(jar), "this user, root perhaps, reads every file");
        assertRefused("cannot be read by this user: check its permissions");
    }

    private void good() throws IOException {
        Files.copy(shelf.resolve("good.jar"), folder.resolve("a-good.jar"));
    }

    private void assertRefused(String reason) {
        try (PluginHost host = PluginHost.load(folder)) {
            List<PluginRow> rows = host.plugins().rows();
            assertEquals("a-good.jar LOADED ", told(rows.getFirst()));
            assertEquals("b-bad.jar REFUSED " + reason, told(rows.getLast()));
            assertEquals(
                    List.of("a-good.jar"),
                    host.plugins().handlers().stream()
                            .map(LoadedHandler::plugin)
                            .toList());
        }
    }

    private static String told(PluginRow row) {
        return row.file() + " " + row.state() + " " + row.reason();
    }

    private static PluginJar handler(String members) {
        return PluginJar.ofHandler(members);
    }

    private static PluginJar protocols(String protocols) {
        return handler("public List<Protocol> protocols() { return List.of(" + protocols + "); }");
    }

    private static PluginJar other(String members) {
        return handler(OTHER + "\n" + members);
    }

    private static String byName(String className) {
        return "public ToyHandler() throws Exception { Class.forName(\"" + className + "\"); }";
    }

    private static String hidden(String className) {
        return "the constructor of toy.ToyHandler threw java.lang.ClassNotFoundException: " + className + NEITHER;
    }
}
