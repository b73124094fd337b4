package io.jpvs.architecture.broken.kernel.worker;

import java.util.List;

final class StreamingWorker {
    private StreamingWorker() {}

    static long count(List<String> packets) {
        return packets.stream().count();
    }
}
