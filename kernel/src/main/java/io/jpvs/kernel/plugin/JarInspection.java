package io.jpvs.kernel.plugin;

import io.jpvs.api.Protocol;
import io.jpvs.api.SpiVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.pf4j.IndexedExtensionFinder;
import org.pf4j.ManifestPluginDescriptorFinder;

/// What a jar says without any of its code being run.
final class JarInspection {
    private static final String PROCESSOR = "org.pf4j.processor.ExtensionAnnotationProcessor";
    private static final List<String> BEYOND_THE_PACKET =
            List.of("java.lang.foreign.", "sun.misc.Unsafe", "jdk.internal.", "sun.nio.");

    private final Path path;
    private final List<String> problems = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private String id = "";
    private String version = "";
    private String spiVersion = "";

    private JarInspection(Path path) {
        this.path = path;
    }

    /// Reads a jar; whatever is wrong with it is among the problems.
    static JarInspection of(Path path) {
        JarInspection inspection = new JarInspection(path);
        if (Files.isDirectory(path)) {
            inspection.problems.add("is a folder, not a jar");
        } else if (!Files.exists(path)) {
            inspection.problems.add("does not exist");
        } else if (!Files.isReadable(path)) {
            inspection.problems.add("cannot be read by this user: check its permissions");
        } else {
            inspection.open();
        }
        return inspection;
    }

    Path path() {
        return path;
    }

    String file() {
        return path.getFileName().toString();
    }

    String id() {
        return id;
    }

    /// Returns all that it must be refused for.
    List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    /// Returns what deserves a look.
    List<String> cautions() {
        return Collections.unmodifiableList(cautions);
    }

    PluginRow loaded(List<Protocol> protocols) {
        return new PluginRow(file(), id, version, spiVersion, protocols, PluginRow.State.LOADED, "");
    }

    PluginRow refused(List<Protocol> protocols, String reason) {
        return new PluginRow(file(), id, version, spiVersion, protocols, PluginRow.State.REFUSED, reason);
    }

    private void open() {
        try (JarFile jar = new JarFile(path.toFile())) {
            manifest(jar.getManifest());
            index(jar);
            classes(jar);
        } catch (IOException | RuntimeException e) { // a bad signature is a SecurityException
            problems.add("is not a jar, or a damaged one: " + e.getMessage());
        }
    }

    private void manifest(@Nullable Manifest manifest) {
        if (manifest == null) {
            problems.add("has no manifest");
            return;
        }
        Attributes attributes = manifest.getMainAttributes();
        id = required(attributes, ManifestPluginDescriptorFinder.PLUGIN_ID);
        version = required(attributes, ManifestPluginDescriptorFinder.PLUGIN_VERSION);
        spiVersion = required(attributes, SpiVersion.MANIFEST_ATTRIBUTE);
        if (!spiVersion.isEmpty() && !spiVersion.equals(Integer.toString(SpiVersion.CURRENT))) {
            problems.add("is built for SPI version " + spiVersion + ", this is " + SpiVersion.CURRENT
                    + ": build it against the jpvs-api of this release");
        }
        unsupported(attributes, ManifestPluginDescriptorFinder.PLUGIN_CLASS);
        unsupported(attributes, ManifestPluginDescriptorFinder.PLUGIN_DEPENDENCIES);
    }

    private String required(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        if (value == null || value.isBlank()) {
            problems.add("its manifest has no " + name);
            return "";
        }
        return value.strip();
    }

    /// Handlers are all there is to a plugin: they are not started or stopped, and they stand alone.
    private void unsupported(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        if (value != null && !value.isBlank()) {
            problems.add("its manifest has " + name + ", which jpvs does not support: remove it");
        }
    }

    private void index(JarFile jar) throws IOException {
        JarEntry entry = jar.getJarEntry(IndexedExtensionFinder.EXTENSIONS_RESOURCE);
        if (entry == null) {
            problems.add("has no " + IndexedExtensionFinder.EXTENSIONS_RESOURCE
                    + ": annotate the handler with @Extension and compile with -processor " + PROCESSOR
                    + ", since javac runs no annotation processor unless told");
        } else if (isBlank(jar, entry)) {
            problems.add("its " + IndexedExtensionFinder.EXTENSIONS_RESOURCE
                    + " is empty: annotate the handler with @Extension");
        }
    }

    private static boolean isBlank(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .allMatch(line -> line.replaceFirst("#.*", "").isBlank());
        }
    }

    private void classes(JarFile jar) throws IOException {
        ClassReferences references = new ClassReferences();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
                try (InputStream in = jar.getInputStream(entry)) {
                    references.add(in.readAllBytes());
                } catch (IllegalArgumentException e) {
                    problems.add(entry.getName() + " is no class file: " + e.getMessage());
                }
            }
        }
        for (String own : references.own()) {
            if (SpiClassLoader.isShared(own)) {
                cautions.add("carries its own " + own + ", which is not used: make that dependency 'provided'");
            }
        }
        SpiClassLoader spi = new SpiClassLoader();
        references.foreign().forEach((name, user) -> judge(spi, name, user));
    }

    private void judge(SpiClassLoader spi, String name, String user) {
        boolean isVisible = spi.sees(name);
        if (!isVisible && name.startsWith("io.jpvs.")) {
            problems.add(user + " uses " + name + ", which plugins do not see: they see " + SpiClassLoader.VISIBLE);
        } else if (!isVisible) {
            cautions.add(user + " uses " + name + ", which is neither in the jar nor visible to plugins");
        } else if (BEYOND_THE_PACKET.stream().anyMatch(name::startsWith)) {
            cautions.add(user + " uses " + name + ": a handler needs no access to memory outside of its packet");
        }
    }
}
