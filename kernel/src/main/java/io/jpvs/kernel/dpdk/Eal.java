package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The calls of librte_eal.
final class Eal {
    private static final long INIT_STACK_BYTES = 16L << 20;

    private final Libraries libraries;
    private final EalLog log;
    private final NativeFunction cleanup;
    private final NativeFunction runtimeFolder;
    private final NativeFunction strerror;
    private final NativeFunction threadRegister;
    private final NativeFunction threadUnregister;

    Eal(Libraries libraries) {
        this.libraries = libraries;
        log = new EalLog(libraries);
        cleanup = libraries.function("rte_eal_cleanup");
        runtimeFolder = libraries.function("rte_eal_get_runtime_dir");
        strerror = libraries.function("rte_strerror");
        threadRegister = libraries.function("rte_thread_register");
        threadUnregister = libraries.function("rte_thread_unregister");
    }

    EalLog log() {
        return log;
    }

    String version() {
        return NativeMemory.string(libraries.function("rte_version").pointer(0));
    }

    /// Runs `rte_eal_init` on a thread of its own, since it ties the calling thread, and all threads that this one
    /// starts later, to DPDK's main lcore.
    ///
    /// @return 0, or the error number that DPDK gave
    int init(List<String> arguments) throws InterruptedException {
        NativeFunction init = libraries.function("rte_eal_init");
        MemorySegment vector = NativeMemory.argumentVector(arguments, Arena.global()); // DPDK keeps pointers into it
        int[] error = new int[1];
        Runnable call = () -> {
            if (init.status(arguments.size(), vector.address()) < 0) {
                error[0] = errno();
            }
        };
        Thread thread = new Thread(null, call, "eal-init", INIT_STACK_BYTES);
        thread.start();
        thread.join();
        return error[0];
    }

    /// Ends DPDK, and removes its folder of shared files if the folder is this process's own.
    void cleanup() {
        Path folder = Path.of(NativeMemory.string(runtimeFolder.pointer(0)));
        cleanup.status();
        if (folder.endsWith(uniquePrefix())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException _) {
                // Litter in a folder that is emptied at the next boot.
            }
        }
    }

    /// Returns a name for this process's files.
    static String uniquePrefix() {
        return "jpvs" + ProcessHandle.current().pid();
    }

    /// Returns the calling thread's `rte_errno`.
    int errno() {
        return Memory.i32(libraries.symbol("per_lcore__rte_errno").address());
    }

    /// Returns the calling thread's lcore id, or -1 if it has none.
    int lcoreId() {
        return Memory.i32(libraries.symbol("per_lcore__lcore_id").address());
    }

    /// Returns DPDK's text for an error number, whatever its sign.
    String text(int error) {
        return NativeMemory.string(strerror.pointer(Math.abs(error)));
    }

    /// Gives the calling thread an lcore id; returns 0 or the error number.
    int registerThread() {
        return threadRegister.status() < 0 ? errno() : 0;
    }

    void unregisterThread() {
        threadUnregister.status();
    }

    /// Composes an exception: what failed, DPDK's text for `error` and what it logged meanwhile, and the fix (may be
    /// empty).
    DpdkException failure(String what, int error, String fix) {
        String logged = log.text();
        return new DpdkException(what + ": " + text(error) + (logged.isEmpty() ? "" : " [" + logged + "]")
                + (fix.isEmpty() ? "" : ". Fix: " + fix));
    }
}
