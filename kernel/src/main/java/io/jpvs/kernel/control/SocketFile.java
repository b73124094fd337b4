package io.jpvs.kernel.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file by which a listening socket is found.
final class SocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final int BACKLOG = 128;

    private final Path path;
    private final ServerSocketChannel channel;
    private final Object identity;
    private final UserPrincipal owner;

    private SocketFile(Path path, ServerSocketChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.identity = identity(path);
        this.owner = Files.getOwner(path);
    }

    /// Listens at a path. A socket file there that nobody listens at is left over from a process that died, and
    /// replaced.
    ///
    /// @throws ControlException if that is not possible
    static SocketFile listen(Path path) {
        checkFree(path);
        try {
            Files.deleteIfExists(path);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                return new SocketFile(path, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /// Checks that there is a directory for the file, and no file that is in use. Changes nothing.
    ///
    /// @throws ControlException if it is otherwise
    static void checkFree(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw failure(path, "there is no directory " + directory, "create it, or set control.socket");
        }
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (!attributes(path).isOther()) {
                throw failure(path, "the file there is no socket", "remove it, or set control.socket");
            }
            if (isListenedAt(path)) {
                throw failure(path, "another jpvs listens there", "stop it, or set control.socket");
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /// Returns whether the process on the other side is run by this user or by root. The file's mode says the
    /// same, except for the moment between its making and its mode.
    boolean admits(SocketChannel client) throws IOException {
        UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return user.equals(owner) || user.getName().equals("root");
    }

    /// Stops listening and removes the file, unless it has become another's.
    void remove() {
        try {
            channel.close();
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity(path).equals(identity)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("control socket {} is not removed: {}", path, e.getMessage());
        }
    }

    private static boolean isListenedAt(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // a listener with a full queue would let us wait
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private static Object identity(Path path) throws IOException {
        return Objects.requireNonNull(attributes(path).fileKey(), "files have keys on Unix");
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static ControlException unusable(Path path, IOException e) {
        return failure(
                path, "cannot listen there (" + e.getMessage() + ")", "set control.socket to a path you may write");
    }

    private static ControlException failure(Path path, String problem, String fix) {
        return new ControlException(
                ControlException.Kind.OPERATION, "control socket " + path + ": " + problem + "; fix: " + fix);
    }
}
