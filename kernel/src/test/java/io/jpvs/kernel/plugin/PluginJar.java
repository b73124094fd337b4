package io.jpvs.kernel.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jpvs.api.SpiVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.pf4j.processor.ExtensionAnnotationProcessor;

/// A plugin's jar, built from source texts as a plugin author's build would: compiled with PF4J's annotation
/// processor, with a manifest that is right unless told otherwise.
public final class PluginJar {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final List<JavaFileObject> sources = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private boolean isProcessed = true;

    private PluginJar() {
        attributes.put("Plugin-Id", "toy");
        attributes.put("Plugin-Version", "1.2.3");
        attributes.put("Jpvs-Spi-Version", Integer.toString(SpiVersion.CURRENT));
    }

    /// Starts a jar without classes.
    public static PluginJar empty() {
        return new PluginJar();
    }

    /// Starts a jar with the handler `toy.ToyHandler`, whose members besides the hooks that have no default are
    /// given.
    public static PluginJar ofHandler(String members) {
        return empty().handler("ToyHandler", members);
    }

    /// Starts a jar with the handler `toy.ToyHandler`, which serves 253 as "toy" and has the members given
    /// besides.
    public static PluginJar toy(String... members) {
        return ofHandler("""
                public List<Protocol> protocols() { return List.of(Protocol.of(253, "toy")); }
                """ + String.join("\n", members));
    }

    /// Adds a handler in the package `toy`: its flow is the two first words, its checksum nothing.
    public PluginJar handler(String name, String members) {
        return source("toy." + name, """
                package toy;

                import io.jpvs.api.*;
                import java.util.*;
                import org.pf4j.Extension;

                @Extension
                public class %s implements ProtocolHandler {
                    %s

                    @Override
                    public Relation connLookup(Packet packet, Flow flow) {
                        return packet.lengthBytes() < 4
                                ? flow.drop(Verdict.TRUNCATED)
                                : flow.opens(packet.u16(0), packet.u16(2));
                    }

                    @Override
                    public Verdict stateTransition(Packet p, Connection c, Direction direction, long nowNanos) {
                        return direction == Direction.IN ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
                    }

                    @Override
                    public boolean fnatIn(Packet packet, Connection c, int addressDifference) {
                        packet.u16(0, c.localSelector());
                        packet.u16(2, c.serverSelector());
                        return true;
                    }

                    @Override
                    public boolean fnatOut(Packet packet, Connection c, int addressDifference) {
                        packet.u16(0, c.serviceSelector());
                        packet.u16(2, c.clientSelector());
                        return true;
                    }

                    @Override
                    public boolean quoteIn(Packet quote, Connection c, int addressDifference) {
                        return false;
                    }

                    @Override
                    public boolean quoteOut(Packet quote, Connection c, int addressDifference) {
                        return false;
                    }

                    @Override
                    public boolean csumVerify(Packet packet) {
                        return true;
                    }

                    @Override
                    public void csum(Packet packet) {}
                }
                """.formatted(name, members));
    }

    /// Adds a source file.
    public PluginJar source(String className, String text) {
        sources.add(
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                });
        return this;
    }

    /// Sets an attribute of the manifest.
    public PluginJar attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /// Leaves an attribute of the manifest out.
    public PluginJar without(String attribute) {
        attributes.remove(attribute);
        return this;
    }

    /// Sets the id.
    public PluginJar id(String id) {
        return attribute("Plugin-Id", id);
    }

    /// Compiles as javac does since JDK 23 unless told: without annotation processors.
    public PluginJar withoutProcessor() {
        isProcessed = false;
        return this;
    }

    /// Adds a file, in place of one that compilation made.
    public PluginJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /// Adds the list of extensions, in place of the one that compilation made.
    public PluginJar extensions(String... classNames) {
        return entry("META-INF/extensions.idx", String.join("\n", classNames).getBytes(UTF_8));
    }

    /// Compiles and writes the jar.
    public Path writeTo(Path directory, String file) {
        Path jar = directory.resolve(file);
        try {
            Map<String, byte[]> all = compile();
            all.putAll(entries);
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream zip = new JarOutputStream(out, manifest())) {
                for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                    JarEntry header = new JarEntry(entry.getKey());
                    header.setTimeLocal(TIME); // the same sources give the same bytes
                    zip.putNextEntry(header);
                    zip.write(entry.getValue());
                    zip.closeEntry();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::putValue);
        return manifest;
    }

    private Map<String, byte[]> compile() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (sources.isEmpty()) {
            return files;
        }
        Path output = Files.createTempDirectory("plugin-jar");
        // Surefire's own class path is one jar that names the others.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = new ArrayList<>(List.of("-d", output.toString(), "-classpath", classPath, "-nowarn"));
        options.addAll(
                isProcessed
                        ? List.of("-processor", ExtensionAnnotationProcessor.class.getName())
                        : List.of("-proc:none"));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean isCompiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, options, null, sources)
                .call();
        if (!isCompiled) {
            throw new IllegalArgumentException(diagnostics.getDiagnostics().toString());
        }
        try (Stream<Path> found = Files.walk(output)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.put(output.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        try (Stream<Path> found = Files.walk(output)) {
            for (Path file : found.toList().reversed()) {
                Files.delete(file);
            }
        }
        return files;
    }
}
