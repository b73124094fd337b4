package io.jpvs.bench.memory;

import io.jpvs.bench.rig.RigException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// A copy of UDP's plugin that serves another protocol number: a jar with classes of its own, as any third party's.
final class ExtraPlugin {
    private static final String HANDLER = "io/jpvs/plugins/udp/UdpHandler.class";
    private static final String METHOD = "protocols";
    private static final String UDP = "udp";
    private static final Integer UDP_NUMBER = 17;

    /// Numbers from here on that IANA has not assigned.
    private static final int FIRST_NUMBER = 200;

    private ExtraPlugin() {}

    /// Returns the protocol number of the extra plugin numbered from 0.
    static int number(int extra) {
        return FIRST_NUMBER + extra;
    }

    /// Returns the name that services call its protocol by.
    static String name(int extra) {
        return "extra" + extra;
    }

    /// Writes the jar of an extra plugin.
    ///
    /// @param udp the jar of UDP's
    static Path write(Path udp, Path folder, int extra) {
        Path copy = folder.resolve("extra-" + extra + ".jar");
        try (JarFile from = new JarFile(udp.toFile());
                OutputStream out = Files.newOutputStream(copy);
                JarOutputStream to = new JarOutputStream(out, manifest(from, extra))) {
            for (JarEntry entry : Collections.list(from.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    byte[] bytes = from.getInputStream(entry).readAllBytes();
                    to.putNextEntry(new JarEntry(entry.getName()));
                    to.write(entry.getName().equals(HANDLER) ? renumbered(bytes, extra) : bytes);
                    to.closeEntry();
                }
            }
            return copy;
        } catch (IOException e) {
            throw new RigException("cannot copy " + udp, e);
        }
    }

    private static Manifest manifest(JarFile from, int extra) throws IOException {
        Manifest manifest = new Manifest(from.getManifest());
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Plugin-Id", name(extra));
        return manifest;
    }

    /// Changes what the handler calls itself and its number, and nothing else.
    static byte[] renumbered(byte[] handler, int extra) {
        CodeTransform constants = (code, element) -> {
            if (element instanceof ConstantInstruction constant && UDP.equals(constant.constantValue())) {
                code.loadConstant(name(extra));
            } else if (element instanceof ConstantInstruction constant && UDP_NUMBER.equals(constant.constantValue())) {
                code.loadConstant(number(extra));
            } else {
                code.with(element);
            }
        };
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(handler),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(METHOD), constants));
    }
}
