package io.jpvs.kernel.plugin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Options;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PluginHostTest {
    private static final Options DEFAULTS = new DefaultOptions();

    @TempDir
    Path folder;

    @Test
    void handlerFromAJarReadsARealPacket() {
        PluginJar.toy().writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder);
                Arena arena = Arena.ofConfined()) {
            ProtocolHandler handler = only(host).newHandler(DEFAULTS);
            Flow flow = new Flow();
            Packet packet = packet(arena, 0x04, 0xd2, 0x00, 0x35);

            assertEquals(Relation.OPENS, handler.connLookup(packet, flow));
            assertEquals(1234, flow.sourceSelector());
            assertEquals(53, flow.destinationSelector());
            assertEquals(Relation.DROP, handler.connLookup(packet(arena, 0x04, 0xd2, 0x00), flow));
            assertEquals(Verdict.TRUNCATED, flow.reason());
        }
    }

    @Test
    void rowTellsWhatTheManifestSays() {
        PluginJar.toy().writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            PluginRow expected = new PluginRow(
                    "toy.jar", "toy", "1.2.3", "1", List.of(Protocol.of(253, "toy")), PluginRow.State.LOADED, "");
            assertEquals(List.of(expected), host.plugins().rows());
        }
    }

    @Test
    void handlerTellsWhatTheKernelNeedsToKnow() {
        PluginJar.ofHandler("""
                public List<Protocol> protocols() {
                    return List.of(Protocol.of(253, "toy", IpVersion.IPV4), Protocol.of(254, "toy6", IpVersion.IPV6));
                }
                public boolean hasPorts() { return false; }
                public Set<IpVersion> reportsErrorsFor() { return EnumSet.of(IpVersion.IPV6); }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            LoadedHandler handler = only(host);
            assertEquals("toy.jar", handler.plugin());
            assertEquals("toy", handler.optionsName());
            assertEquals(
                    List.of(Protocol.of(253, "toy", IpVersion.IPV4), Protocol.of(254, "toy6", IpVersion.IPV6)),
                    handler.protocols());
            assertFalse(handler.hasPorts());
            assertEquals(Set.of(IpVersion.IPV6), handler.reportsErrorsFor());
        }
    }

    @Test
    void everyWorkerHasItsOwnInstanceEvenOfASingleton() {
        PluginJar.toy("""
                private final Clock clock;
                @jakarta.inject.Inject
                ToyHandler(Clock clock) { this.clock = clock; }
                public String describe(Connection connection) { return "tick " + ++clock.ticks; }
                """).source("toy.Clock", """
                package toy;
                @jakarta.inject.Singleton
                class Clock { int ticks; }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            ProtocolHandler first = only(host).newHandler(DEFAULTS);
            ProtocolHandler second = only(host).newHandler(DEFAULTS);
            assertNotSame(first, second);
            assertSame(first.getClass(), second.getClass());
            assertEquals("tick 1", describe(first));
            assertEquals("tick 2", describe(first));
            assertEquals("tick 1", describe(second));
        }
    }

    @Test
    void newHandlerIsConfigured() {
        PluginJar.toy("""
                private int most;
                public void configure(Options options) {
                    most = options.section("limits").integer("most", 7, 0, 9);
                }
                public String describe(Connection connection) { return "most " + most; }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals("most 7", describe(only(host).newHandler(DEFAULTS)));
        }
    }

    @Test
    void errorOfConfigurationPassesAsItIs() {
        PluginJar.toy("""
                private static int calls; // the first is the host's
                public void configure(Options options) {
                    switch (calls++) {
                        case 1 -> throw new IllegalArgumentException("line 7");
                        case 2 -> throw new NoClassDefFoundError("x/Y");
                        default -> {}
                    }
                }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            LoadedHandler handler = only(host);
            var wrong = assertThrows(IllegalArgumentException.class, () -> handler.newHandler(DEFAULTS));
            assertEquals("line 7", wrong.getMessage());
            var unlinked = assertThrows(PluginException.class, () -> handler.newHandler(DEFAULTS));
            assertEquals("toy.jar: configure threw java.lang.NoClassDefFoundError: x/Y", unlinked.getMessage());
        }
    }

    @Test
    void twoHandlersInOneJarServeWhatEachClaims() {
        PluginJar.toy().handler("OtherHandler", """
                public List<Protocol> protocols() { return List.of(Protocol.of(254, "other")); }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals(
                    List.of("other", "toy"),
                    host.plugins().handlers().stream()
                            .map(LoadedHandler::optionsName)
                            .toList());
            assertEquals(
                    List.of(Protocol.of(254, "other"), Protocol.of(253, "toy")),
                    host.plugins().rows().getFirst().protocols());
        }
    }

    @Test
    void sameNumberAndNameOverAnotherIpVersionIsNoConflict() {
        PluginJar.ofHandler("""
                public List<Protocol> protocols() { return List.of(Protocol.of(253, "toy", IpVersion.IPV4)); }
                """).writeTo(folder, "a.jar");
        PluginJar.ofHandler("""
                public List<Protocol> protocols() { return List.of(Protocol.of(253, "toy", IpVersion.IPV6)); }
                """).id("toy6").writeTo(folder, "b.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals(2, host.plugins().handlers().size());
        }
    }

    @Test
    void failingPluginsLeaveTheOthersAlone() {
        PluginJar.toy("public ToyHandler() { throw new IllegalStateException(\"no luck\"); }")
                .id("broken")
                .writeTo(folder, "a-broken.jar");
        PluginJar.toy().writeTo(folder, "b-good.jar");
        PluginJar.empty().writeTo(folder, "c-empty.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals("b-good.jar", only(host).plugin());
            assertEquals(
                    List.of(
                            "a-broken.jar REFUSED the constructor of toy.ToyHandler threw"
                                    + " java.lang.IllegalStateException: no luck",
                            "b-good.jar LOADED ",
                            "c-empty.jar REFUSED has no META-INF/extensions.idx: annotate the handler with @Extension"
                                    + " and compile with -processor org.pf4j.processor.ExtensionAnnotationProcessor,"
                                    + " since javac runs no annotation processor unless told"),
                    host.plugins().rows().stream()
                            .map(row -> row.file() + " " + row.state() + " " + row.reason())
                            .toList());
        }
    }

    @Test
    void refusedPluginClaimsNeitherItsIdNorItsProtocols() {
        PluginJar.toy()
                .handler("Unlucky", "public List<Protocol> protocols() { return List.of(); }")
                .writeTo(folder, "a.jar");
        PluginJar.toy().writeTo(folder, "b.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals("b.jar", only(host).plugin());
        }
    }

    @Test
    void whatIsNoJarIsLeftAlone() throws IOException {
        Path jar = PluginJar.toy().writeTo(folder, "toy.jar");
        Files.copy(jar, folder.resolve("toy.zip"));
        Files.copy(jar, folder.resolve("toy.jar.old"));
        Files.createDirectory(folder.resolve("toy"));
        Files.writeString(folder.resolve("disabled.txt"), "toy\n");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals("toy.jar", only(host).plugin());
            assertEquals(1, host.plugins().rows().size());
        }
    }

    @Test
    void folderMayHaveAnyName() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("100% plug-ins #1 +é"));
        PluginJar.toy().writeTo(odd, "toy 1.jar");
        try (PluginHost host = PluginHost.load(odd)) {
            assertEquals("toy 1.jar", only(host).plugin());
        }
    }

    @Test
    void pluginBringsLibrariesOfItsOwn() {
        PluginJar.toy("""
                public ToyHandler() {
                    if (com.google.inject.Guice.WHOSE != 7) throw new IllegalStateException();
                }
                """).source("com.google.inject.Guice", """
                package com.google.inject;
                public class Guice { public static int WHOSE = 7; }
                """).writeTo(folder, "toy.jar");
        try (PluginHost host = PluginHost.load(folder)) {
            assertEquals(
                    PluginRow.State.LOADED, host.plugins().rows().getFirst().state());
        }
    }

    @Test
    void outOfMemoryIsNoFaultOfThePlugin() {
        PluginJar.toy("public ToyHandler() { throw new OutOfMemoryError(\"heap\"); }")
                .writeTo(folder, "toy.jar");
        assertThrows(OutOfMemoryError.class, () -> PluginHost.load(folder));
    }

    @Test
    void missingFolderIsNamedWithItsFix() {
        Path missing = folder.resolve("missing");
        var thrown = assertThrows(PluginException.class, () -> PluginHost.load(missing));
        assertEquals(
                "plugin folder " + missing + " does not exist:"
                        + " name the folder of the protocols' jars in plugins.directory",
                thrown.getMessage());
    }

    @Test
    void fileInPlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        var thrown = assertThrows(PluginException.class, () -> PluginHost.load(file));
        assertEquals(
                "plugin folder " + file
                        + " is not a folder: name the folder of the protocols' jars in plugins.directory",
                thrown.getMessage());
    }

    @Test
    void emptyFolderIsAWarning() {
        List<String> logged = logged(Level.WARN, () -> {
            try (PluginHost host = PluginHost.load(folder)) {
                assertEquals(new LoadedPlugins(List.of(), List.of()), host.plugins());
            }
        });
        assertEquals(List.of("PluginHost no protocol is served: there is no jar in " + folder), logged);
    }

    @Test
    void logTellsEachPluginInALineAndNothingElse() {
        PluginJar.toy().writeTo(folder, "a.jar");
        PluginJar.toy("ToyHandler() { throw new LinkageError(\"x\"); }").id("b").writeTo(folder, "b.jar");
        PluginJar.empty().extensions("toy.Missing").id("c").writeTo(folder, "c.jar");
        List<String> logged = logged(Level.INFO, () -> PluginHost.load(folder).close());
        assertEquals(
                List.of(
                        "PluginHost plugin toy 1.2.3 serves toy",
                        "PluginHost plugin b.jar refused:"
                                + " the constructor of toy.ToyHandler threw java.lang.LinkageError: x",
                        "PluginHost plugin c.jar refused: extensions.idx names a class that cannot be loaded: toy.Missing"
                                + " is neither in the jar nor visible to plugins, which see " + SpiClassLoader.VISIBLE),
                logged);
    }

    @Test
    void closedHostHoldsNoFileAndAReplacedJarIsReadAfresh() throws IOException {
        PluginJar.toy().writeTo(folder, "toy.jar");
        PluginJar.empty().id("empty").writeTo(folder, "refused.jar");
        PluginHost before = PluginHost.load(folder);
        before.close();
        before.close();
        assertEquals(List.of(), openJars());
        PluginJar.ofHandler("""
                public List<Protocol> protocols() { return List.of(Protocol.of(254, "toy")); }
                """).attribute("Plugin-Version", "2").writeTo(folder, "toy.jar");
        try (PluginHost after = PluginHost.load(folder)) {
            assertEquals(List.of(Protocol.of(254, "toy")), only(after).protocols());
            assertEquals("2", after.plugins().rows().getLast().version());
        }
    }

    private List<Path> openJars() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(Files::isSymbolicLink)
                    .map(PluginHostTest::target)
                    .filter(target -> target.startsWith(folder))
                    .toList();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return Path.of("/"); // closed meanwhile
        }
    }

    private static LoadedHandler only(PluginHost host) {
        assertEquals(
                1, host.plugins().handlers().size(), () -> host.plugins().rows().toString());
        return host.plugins().handlers().getFirst();
    }

    @SuppressWarnings("NullAway") // the toy does not look at the connection
    private static String describe(ProtocolHandler handler) {
        return handler.describe(null);
    }

    private static Packet packet(Arena arena, int... bytes) {
        MemorySegment memory = arena.allocate(20L + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            memory.set(JAVA_BYTE, 20L + i, (byte) bytes[i]);
        }
        return new PacketCursor().place(memory.address(), 20, bytes.length, bytes.length, 253, false);
    }

    private static List<String> logged(Level level, Runnable action) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger(PluginHost.class.getPackageName());
        Level before = ours.getLevel();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        ours.setLevel(level);
        try {
            action.run();
        } finally {
            ours.setLevel(before);
            root.detachAppender(appender);
        }
        return appender.list.stream()
                .map(event -> event.getLoggerName().replaceFirst(".*\\.", "") + " " + event.getFormattedMessage())
                .toList();
    }
}
