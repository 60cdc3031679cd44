package io.mistersmith.backplane.monitor.exposition;

/** A text format of Prometheus. */
enum Format {
    /** The text format 0.0.4. */
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0: a counter's family has no {@code _total}, and the end is marked. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }
}
