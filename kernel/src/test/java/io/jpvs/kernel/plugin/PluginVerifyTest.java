package io.jpvs.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginVerifyTest {
    @TempDir
    Path folder;

    @Test
    void goodJarHasNothingToTell() {
        PluginReport report = PluginHost.verify(PluginJar.toy().writeTo(folder, "toy.jar"));
        assertEquals(PluginRow.State.LOADED, report.row().state());
        assertEquals(List.of(), report.problems());
        assertEquals(List.of(), report.cautions());
    }

    @Test
    void allProblemsAreTold() {
        PluginReport report = PluginHost.verify(PluginJar.toy("io.jpvs.kernel.plugin.PluginHost host; PacketCursor c;")
                .without("Plugin-Version")
                .attribute("Jpvs-Spi-Version", "9")
                .extensions("")
                .writeTo(folder, "toy.jar"));
        String sees = ", which plugins do not see: they see " + SpiClassLoader.VISIBLE;
        assertEquals(
                List.of(
                        "its manifest has no Plugin-Version",
                        "is built for SPI version 9, this is 1: build it against the jpvs-api of this release",
                        "its META-INF/extensions.idx is empty: annotate the handler with @Extension",
                        "toy.ToyHandler uses io.jpvs.api.PacketCursor" + sees,
                        "toy.ToyHandler uses io.jpvs.kernel.plugin.PluginHost" + sees),
                report.problems());
        assertEquals(String.join("; ", report.problems()), report.row().reason());
        assertEquals("9", report.row().spiVersion());
    }

    @Test
    void failureInTheConstructorIsAProblem() {
        PluginReport report =
                PluginHost.verify(PluginJar.toy("ToyHandler() { throw new IllegalStateException(\"x\"); }")
                        .writeTo(folder, "toy.jar"));
        assertEquals(
                List.of("the constructor of toy.ToyHandler threw java.lang.IllegalStateException: x"),
                report.problems());
    }

    @Test
    void accessBeyondThePacketIsACaution() {
        PluginReport report = PluginHost.verify(PluginJar.toy("""
                void a(java.lang.foreign.Arena arena) {}
                sun.misc.Unsafe unsafe;
                """).writeTo(folder, "toy.jar"));
        String beyond = ": a handler needs no access to memory outside of its packet";
        assertEquals(
                List.of(
                        "toy.ToyHandler uses java.lang.foreign.Arena" + beyond,
                        "toy.ToyHandler uses sun.misc.Unsafe" + beyond),
                report.cautions());
        assertEquals(List.of(), report.problems());
    }

    @Test
    void missingLibraryIsACaution() {
        PluginReport report = PluginHost.verify(PluginJar.toy("void a() { com.google.inject.Guice.createInjector(); }")
                .writeTo(folder, "toy.jar"));
        assertEquals(
                List.of(
                        "toy.ToyHandler uses com.google.inject.Guice, which is neither in the jar nor visible to plugins",
                        "toy.ToyHandler uses com.google.inject.Injector,"
                                + " which is neither in the jar nor visible to plugins",
                        "toy.ToyHandler uses com.google.inject.Module,"
                                + " which is neither in the jar nor visible to plugins"),
                report.cautions());
    }

    @Test
    void copyOfTheApiIsACaution() {
        PluginReport report = PluginHost.verify(PluginJar.toy()
                .source("org.slf4j.Logger", "package org.slf4j; public interface Logger {}")
                .writeTo(folder, "toy.jar"));
        assertEquals(
                List.of("carries its own org.slf4j.Logger, which is not used: make that dependency 'provided'"),
                report.cautions());
    }

    @Test
    void missingFileIsAProblem() {
        PluginReport report = PluginHost.verify(Path.of("gone.jar"));
        assertEquals("gone.jar", report.row().file());
        assertEquals(List.of("does not exist"), report.problems());
    }
}
