package io.jpvs.kernel.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads a file as text, or says why it is none.
final class ConfigurationText {
    /// Room for some hundred thousand servers.
    static final int MOST_BYTES = 16 << 20;

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private ConfigurationText() {}

    /// Reads the whole file; it need not be a regular one.
    ///
    /// @throws ConfigurationException if it cannot be read or holds no UTF-8 text
    static String read(Path file) {
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(file, "is a directory", "name the configuration file in it");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file, "does not exist", "name an existing file with -c FILE");
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(file, "must not be read by this user", "chmod or chown the file");
        } catch (IOException e) {
            throw new ConfigurationException(file, "cannot be read (" + e.getMessage() + ")", "name a readable file");
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigurationException(
                    file, "is larger than " + (MOST_BYTES >> 20) + " MiB", "name a configuration file of jpvs");
        }
        return decode(file, bytes);
    }

    private static String decode(Path file, byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        int last = text.position();
        text.flip();
        if (result.isError()) {
            throw new ConfigurationException(
                    file, lineAt(text, last), "is not UTF-8 text", "save the file in the encoding UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
                throw new ConfigurationException(
                        file,
                        lineAt(text, i),
                        String.format("is no text: it holds the control character 0x%02x", (int) c),
                        "name a text file, or remove the character");
            }
        }
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return marked ? text.subSequence(1, text.length()).toString() : text.toString();
    }

    private static int lineAt(CharSequence text, int end) {
        return 1 + (int) text.chars().limit(end).filter(c -> c == '\n').count();
    }
}
