package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What keeps DPDK from starting is an exception that says so, never the end of the process.
final class StartTest {
    @BeforeAll
    static void needs() {
        Machine.assumeDpdk();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    unknown option       | --no-such-option               | no such option
                    CPU that is not here | --lcores=0@1000                | lcores
                    option and its value | --iova-mode=zz                 | Invalid argument
                    too much memory      | -m;99999999                    | Cannot allocate memory
                    unknown device       | --vdev=net_nonesuch0           | net_nonesuch0
                    no such mempool      | --mbuf-pool-ops-name=nonesuch  | --mbuf-pool-ops-name
                    interface is missing | --vdev=net_null0;--vdev=net_af_packet0,iface=nonesuch0 | net_af_packet0: ioctl failed
                    """)
    void badOptionsAreRefusedWithTheirReason(String name, String options, String expected) {
        ChildJvm child = ChildJvm.run(BadStart.class, options.split(";"));
        child.assertPassed();
        String message = child.output()
                .lines()
                .filter(line -> line.startsWith(BadStart.MARK))
                .findFirst()
                .orElseThrow();
        assertTrue(message.contains(expected), message);
    }

    static final class BadStart {
        static final String MARK = "REFUSED: ";

        static void main(String[] options) {
            List<String> arguments = new ArrayList<>(List.of("--no-huge", "--no-shconf", "--no-pci"));
            arguments.addAll(List.of(options));
            DpdkException refusal = assertThrows(DpdkException.class, () -> {
                Dpdk dpdk = Dpdk.start(arguments);
                dpdk.requirePorts(List.of("client", "server"));
            });
            System.out.println(MARK + refusal.getMessage());
        }
    }

    @Test
    void missingMempoolDriverIsNamedWithItsPackage() {
        Machine.assumeRoot();
        Machine.assumeWorks("unshare", "--mount", "true");
        // No plugins: EAL finds its drivers in this folder and nowhere else.
        List<String> withoutDrivers = List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "for d in /usr/lib*/dpdk*/pmds-* /usr/lib*/*/dpdk*/pmds-* /usr/lib*/dpdk-pmds*; do"
                        + " [ ! -d $d ] || mount -t tmpfs none $d || exit 1; done;"
                        + " exec \"$@\"",
                "sh");
        ChildJvm child = ChildJvm.run(withoutDrivers, NoDriver.class);
        child.assertPassed();
        assertTrue(child.output().contains("install librte-mempool-ring"), child.output());
    }

    static final class NoDriver {
        static void main() {
            DpdkException refusal = assertThrows(DpdkException.class, () -> Dpdk.start(Rig.arguments()));
            System.out.println(refusal.getMessage());
        }
    }

    @Test
    void layoutOfAnotherReleaseIsCaughtBeforeAnyPortOpens() {
        ChildJvm.run(WrongLayout.class).assertPassed();
    }

    static final class WrongLayout {
        static void main() {
            Libraries libraries = Libraries.open(Libraries.KNOWN_ABIS);
            Layout other = Layout.of(libraries.abi() < 24 ? 24 : 23);
            DpdkException refusal = assertThrows(
                    DpdkException.class, () -> Dpdk.start(Rig.arguments("--vdev=net_null0"), libraries, other));
            assertTrue(refusal.getMessage().contains("are not laid out as jpvs expects"), refusal.getMessage());
        }
    }

    @Test
    void startsOncePerProcess() {
        ChildJvm.run(TwoStarts.class).assertPassed();
    }

    static final class TwoStarts {
        static void main() {
            Dpdk.start(Rig.arguments()).close();
            DpdkException refusal = assertThrows(DpdkException.class, () -> Dpdk.start(Rig.arguments()));
            assertTrue(refusal.getMessage().contains("starts only once"), refusal.getMessage());
        }
    }

    @Test
    void sharedFilesAreGoneAfterwards() {
        ChildJvm.run(SharedFiles.class).assertPassed();
    }

    static final class SharedFiles {
        static void main() {
            Dpdk dpdk = Dpdk.start(List.of("--no-huge", "-m", "64", "--no-pci"));
            NativeFunction folder = Libraries.open(Libraries.KNOWN_ABIS).function("rte_eal_get_runtime_dir");
            Path path = Path.of(NativeMemory.string(folder.pointer(0)));
            assertTrue(Files.exists(path), path.toString());
            dpdk.close();
            assertTrue(Files.notExists(path), path.toString());
        }
    }

    @Test
    void moreWorkersThanQueuesAreRefused() {
        ChildJvm.run(TooManyQueues.class).assertPassed();
    }

    static final class TooManyQueues {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_ring0")) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                DpdkException refusal =
                        assertThrows(DpdkException.class, () -> dpdk.openPort(new PortSettings("ring", 0, 99), stock));
                assertEquals(
                        "port 'ring' (net_ring0): 99 workers need as many queue pairs, and the device has 16."
                                + " Fix: set dpdk.workers to 16",
                        refusal.getMessage());
                assertThrows(DpdkException.class, () -> dpdk.createPool("huge", 10_000_000, Rig.FRAME_BYTES));
            }
        }
    }

    @Test
    void pinningToACpuThatIsNotThereIsRefused() {
        assertThrows(DpdkException.class, () -> Dpdk.pin(8191));
        assertThrows(DpdkException.class, () -> Dpdk.pin(-1));
        assertThrows(DpdkException.class, () -> Dpdk.pin(Integer.MAX_VALUE));
    }
}
