package io.mistersmith.backplane.monitor.host;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.List;

/**
 * What was read of the host at one moment.
 *
 * @param cpuLoad 0…1 since the reading before; negative or NaN where it is not known
 * @param availableBytes of memory, for new work without swapping
 * @param loadAverage over one minute; negative where the system has none
 */
record HostReading(double cpuLoad, long availableBytes, long totalBytes, double loadAverage) {

    static final String KIND = "host";

    private static final List<Frame.Column> COLUMNS =
            List.of(column(HostMetrics.CPU), column(HostMetrics.MEMORY), column(HostMetrics.LOAD));

    Frame frame(long at, long validFor) {
        return Frame.of(KIND, at, validFor, COLUMNS)
                .row(Labels.NONE)
                .values(
                        cpuLoad >= 0 ? 100 * Math.min(1, cpuLoad) : Double.NaN,
                        totalBytes > 0 ? 100 * (1 - (double) availableBytes / totalBytes) : Double.NaN,
                        loadAverage >= 0 ? loadAverage : Double.NaN)
                .build();
    }
}
