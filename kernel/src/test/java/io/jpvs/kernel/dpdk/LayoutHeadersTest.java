package io.jpvs.kernel.dpdk;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The layout tables against DPDK's own headers, where gcc and the headers (libdpdk-dev) are installed. Nothing that
/// is shipped needs them. PKG_CONFIG_PATH points it to the headers of another release.
final class LayoutHeadersTest {
    @Test
    void tableAgreesWithTheHeaders(@TempDir Path folder) throws IOException {
        assumeTrue(
                run("pkg-config", "--exists", "libdpdk").isEmpty(),
                "no headers of DPDK (libdpdk-dev), or no pkg-config");
        assumeTrue(run("gcc", "--version").contains("gcc"), "no gcc");
        Path source = folder.resolve("offsets.c");
        Path program = folder.resolve("offsets");
        Files.writeString(source, source());
        List<String> compile = new ArrayList<>(List.of("gcc", "-march=native", "-w"));
        compile.addAll(List.of(run("pkg-config", "--cflags", "libdpdk").strip().split("\\s+")));
        compile.addAll(List.of(source.toString(), "-o", program.toString()));
        assertEquals("", run(compile.toArray(String[]::new)));

        Map<String, Long> found = new LinkedHashMap<>();
        run(program.toString())
                .lines()
                .map(line -> line.split("="))
                .forEach(field -> found.put(field[0], Long.valueOf(field[1])));
        long year = requireNonNull(found.remove("year"));
        long month = requireNonNull(found.remove("month"));
        Layout layout = Layout.of((int) (month >= 11 ? year + 1 : year));
        assertEquals(expected(layout), found);
    }

    private static Map<String, Long> expected(Layout layout) {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("rte_eth_fp_ops:rx_pkt_burst", layout.receiveBurst());
        fields.put("rte_eth_fp_ops:rxq.data", layout.receiveQueues());
        fields.put("rte_eth_fp_ops:rxq.clbk", layout.receiveCallbacks());
        fields.put("rte_eth_fp_ops:tx_pkt_burst", layout.transmitBurst());
        fields.put("rte_eth_fp_ops:txq.data", layout.transmitQueues());
        fields.put("rte_eth_fp_ops:txq.clbk", layout.transmitCallbacks());
        fields.put("rte_eth_dev_info:max_rx_queues", layout.maxReceiveQueues());
        fields.put("rte_eth_dev_info:max_tx_queues", layout.maxReceiveQueues() + 2);
        fields.put("rte_eth_dev_info:driver_name", Layout.INFO_DRIVER_NAME);
        fields.put("rte_eth_dev_info:if_index", Layout.INFO_INTERFACE_INDEX);
        fields.put("rte_eth_dev_info:hash_key_size", Layout.INFO_HASH_KEY_BYTES);
        fields.put("rte_eth_dev_info:flow_type_rss_offloads", Layout.INFO_RSS_TYPES);
        fields.put("rte_eth_conf:rxmode.mq_mode", Layout.CONF_RECEIVE_MODE);
        fields.put("rte_eth_conf:rxmode.mtu", Layout.CONF_MTU);
        fields.put("rte_eth_conf:rx_adv_conf.rss_conf.rss_key", Layout.CONF_RSS_KEY);
        fields.put("rte_eth_conf:rx_adv_conf.rss_conf.rss_key_len", Layout.CONF_RSS_KEY_BYTES);
        fields.put("rte_eth_conf:rx_adv_conf.rss_conf.rss_hf", Layout.CONF_RSS_TYPES);
        fields.put("rte_mempool:ops_index", Layout.MEMPOOL_OPS_INDEX);
        fields.put("rte_mempool_ops_table:num_ops", Layout.OPS_COUNT);
        fields.put("rte_mempool_ops_table:ops", Layout.OPS_FIRST);
        fields.put("rte_mempool_ops:name", 0L);
        fields.put("rte_mempool_ops:dequeue", Layout.OPS_DEQUEUE);
        fields.put("rte_eth_stats:ipackets", 0L);
        fields.put("rte_eth_stats:rx_nombuf", 56L);
        fields.put("rte_mbuf:buf_addr", 0L);
        fields.put("rte_mbuf:data_off", 16L);
        fields.put("rte_mbuf:refcnt", 18L);
        fields.put("rte_mbuf:nb_segs", 20L);
        fields.put("rte_mbuf:port", 22L);
        fields.put("rte_mbuf:ol_flags", 24L);
        fields.put("rte_mbuf:pkt_len", 36L);
        fields.put("rte_mbuf:data_len", 40L);
        fields.put("rte_mbuf:buf_len", 54L);
        fields.put("rte_mbuf:pool", 56L);
        fields.put("rte_mbuf:next", 64L);
        fields.put("rte_mbuf:priv_size", 88L);
        fields.put("sizeof:struct rte_eth_fp_ops", Layout.FAST_PATH_BYTES);
        fields.put("sizeof:struct rte_mempool_ops", Layout.OPS_BYTES);
        fields.put("sizeof:struct rte_mbuf", 128L);
        // link_status is a bit field: the program finds it by setting it.
        fields.put("link_status", (long) Layout.LINK_STATUS << 8 * Layout.LINK_FLAGS);
        fields.put("RTE_ETH_MQ_RX_RSS", 1L);
        return fields;
    }

    private static String source() {
        StringBuilder fields = new StringBuilder();
        for (String field : expected(Layout.of(23)).keySet()) {
            String[] parts = field.split(":", 2);
            if (parts.length == 1) {
                continue;
            }
            String value = parts[0].equals("sizeof")
                    ? "sizeof(" + parts[1] + ")"
                    : "offsetof(struct " + parts[0] + ", " + parts[1] + ")";
            fields.append("    printf(\"%s=%zu\\n\", \"" + field + "\", " + value + ");\n");
        }
        return """
            #include <stddef.h>
            #include <stdio.h>
            #include <string.h>
            #include <rte_ethdev.h>
            #include <rte_mbuf.h>
            #include <rte_mempool.h>
            #include <rte_version.h>

            int main(void) {
                struct rte_eth_link link;
                unsigned long long bits = 0;
                printf("year=%d\\nmonth=%d\\n", RTE_VER_YEAR, RTE_VER_MONTH);
            """ + fields + """
                memset(&link, 0, sizeof(link));
                link.link_status = 1;
                memcpy(&bits, &link, sizeof(bits));
                printf("link_status=%llu\\n", bits);
                printf("RTE_ETH_MQ_RX_RSS=%d\\n", RTE_ETH_MQ_RX_RSS);
                return 0;
            }
            """;
    }

    /// Returns what a program prints on both streams; a message if there is no such program.
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : output + "failed: " + List.of(command);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
