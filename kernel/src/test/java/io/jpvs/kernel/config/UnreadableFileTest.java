package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnreadableFileTest {
    @TempDir
    Path directory;

    private static String refusal(Path file) {
        ConfigurationReader reader = new ConfigurationReader(Set.of("rr"), Path.of("plugins"));
        String message = assertThrows(ConfigurationException.class, () -> reader.read(file))
                .getMessage();
        return message.replace(file.toString(), "FILE");
    }

    private String refusal(byte[] content) throws IOException {
        return refusal(Files.write(directory.resolve("jpvs.yaml"), content));
    }

    @Test
    void missingFile() {
        assertEquals(
                "FILE: does not exist; fix: name an existing file with -c FILE", refusal(directory.resolve("none")));
    }

    @Test
    void directoryInPlaceOfAFile() {
        assertEquals("FILE: is a directory; fix: name the configuration file in it", refusal(directory));
    }

    @Test
    void fileOfAnotherUser() throws IOException {
        Path file = Files.writeString(directory.resolve("jpvs.yaml"), "ports:");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root may read everything");
        assertEquals("FILE: must not be read by this user; fix: chmod or chown the file", refusal(file));
    }

    @Test
    void endlessFile() {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero), "no /dev/zero here");
        assertEquals("FILE: is larger than 16 MiB; fix: name a configuration file of jpvs", refusal(zero));
    }

    @Test
    void textOfAnotherEncoding() throws IOException {
        assertEquals(
                "FILE:2: is not UTF-8 text; fix: save the file in the encoding UTF-8",
                refusal("ports:\n  - {name: K\u00e4se}".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void textCutInACharacter() throws IOException {
        assertEquals(
                "FILE:1: is not UTF-8 text; fix: save the file in the encoding UTF-8",
                refusal(new byte[] {'#', (byte) 0xc3}));
    }

    @Test
    void binaryFile() throws IOException {
        assertEquals(
                "FILE:1: is no text: it holds the control character 0x7f;"
                        + " fix: name a text file, or remove the character",
                refusal(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}));
    }
}
