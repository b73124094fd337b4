package io.jpvs.architecture.broken.kernel.worker;

import java.util.Locale;

final class FormattingWorker {
    private FormattingWorker() {}

    static String name(int id) {
        return String.format(Locale.ROOT, "worker %d", id);
    }
}
