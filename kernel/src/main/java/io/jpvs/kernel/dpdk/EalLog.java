package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Overhears DPDK's log during set-up calls, so that an error can carry DPDK's own text. All of it goes on to
/// stderr at once: if the process dies, its last words are there.
///
/// Only set-up calls are overheard. Later, threads of DPDK's own may log while the JVM ends.
@SuppressWarnings("restricted") // downcallHandle, upcallStub, reinterpret
final class EalLog {
    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_LINES = 6;

    /// Complains at every start that nobody uses its old interface.
    private static final String NOISE = "TELEMETRY:";

    /// `cookie_io_functions_t` of glibc and musl: read, write, seek, close.
    private static final StructLayout COOKIE_FUNCTIONS = MemoryLayout.structLayout(ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private static final long COOKIE_WRITE = 8;

    private final NativeFunction openLogStream;
    private final long stream;
    private final OutputStream stderr = new FileOutputStream(FileDescriptor.err);
    private final StringBuilder heard = new StringBuilder();

    EalLog(Libraries libraries) {
        openLogStream = libraries.function("rte_openlog_stream");
        stream = openStream();
    }

    /// Starts anew.
    synchronized void start() {
        heard.setLength(0);
        openLogStream.status(stream);
    }

    /// Gives the log back to DPDK.
    void stop() {
        openLogStream.status(0);
    }

    /// Returns the last lines that DPDK logged since [#start], as one line, or nothing.
    synchronized String text() {
        List<String> lines = heard.toString()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(NOISE))
                .toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }

    private long openStream() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle write = MethodHandles.lookup()
                    .bind(this, "write", MethodType.methodType(long.class, long.class, long.class, long.class));
            MemorySegment stub = linker.upcallStub(
                    write, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Arena.global());
            MemorySegment functions = arena.allocate(COOKIE_FUNCTIONS);
            functions.set(ADDRESS, COOKIE_WRITE, stub);
            MethodHandle open = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("fopencookie"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, COOKIE_FUNCTIONS));
            return (long) open.invokeExact(0L, arena.allocateFrom("w"), functions);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// Called by libc, `ssize_t write(void *cookie, const char *text, size_t lengthBytes)`. Must not throw: that
    /// would end the JVM.
    @SuppressWarnings("unused") // by name, in openStream
    private synchronized long write(long cookie, long text, long lengthBytes) {
        try {
            byte[] bytes =
                    MemorySegment.ofAddress(text).reinterpret(lengthBytes).toArray(JAVA_BYTE);
            stderr.write(bytes);
            if (heard.length() < MOST_CHARACTERS) {
                heard.append(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException | RuntimeException _) {
            // stderr is closed: nobody listens.
        }
        return lengthBytes;
    }
}
