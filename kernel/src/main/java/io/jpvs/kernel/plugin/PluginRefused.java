package io.jpvs.kernel.plugin;

/// A plugin is not taken; the text is the reason that its [PluginRow] shows.
final class PluginRefused extends Exception {
    private final String reason;

    PluginRefused(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
