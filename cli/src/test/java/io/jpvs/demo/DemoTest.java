package io.jpvs.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// `./jpvs demo --all`: the balancer on DPDK ports between network namespaces, with real clients, servers and routers.
/// The
/// demo's own steps are the scenarios, and each row of its table is a test here.
final class DemoTest {
    /// `-Djpvs.demo.workers=1,2`: how many workers the balancer has, one run for each number.
    private static final String WORKERS = System.getProperty("jpvs.demo.workers", "");

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicNode> everyRowIsAsExpected() throws IOException, InterruptedException {
        assumeFalse(WORKERS.isEmpty(), "runs in Maven's integration-test phase, when target/dist is there");
        DemoRun check = DemoRun.of(folder.resolve("check.log"), "--check");
        assumeTrue(check.status() == 0, check.lastWords());

        List<DynamicNode> runs = new ArrayList<>();
        for (String workers : WORKERS.split(",", -1)) {
            Path log = Path.of("target", "demo-with-" + workers + ".log").toAbsolutePath();
            Path rows = folder.resolve("rows-" + workers);
            DemoRun run = DemoRun.of(log, "--all", "--workers", workers, "--rows", rows.toString());
            runs.add(DynamicContainer.dynamicContainer(
                    "with workers: " + workers + ",", tests(run, DemoRow.read(rows))));
        }
        return runs;
    }

    private static List<DynamicNode> tests(DemoRun run, List<DemoRow> rows) {
        List<DynamicNode> tests = new ArrayList<>();
        for (DemoRow row : rows) {
            tests.add(dynamicTest(row.name(), () -> {
                if (!row.isRight()) {
                    assertEquals(row.expected(), row.seen(), "see " + run.log());
                }
            }));
        }
        tests.add(dynamicTest("the demo ends well", () -> assertEquals(0, run.status(), run::lastWords)));
        return tests;
    }
}
