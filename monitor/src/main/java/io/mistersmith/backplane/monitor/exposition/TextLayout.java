package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns of which Frames make up each family, in the order in which families first appear: all samples of a family
 * stand together, whatever Frames they come from. Made once for a set of Frame shapes, which hardly ever changes. Immutable.
 */
final class TextLayout {

    /** Where samples of a family are: a column of the Frame at this position, and the labels of that column. */
    record Place(int frame, int column, Labels labels) {}

    /** A family: its {@code # HELP} and {@code # TYPE} lines in each format, and where its samples are. */
    static final class Family {
        private final Metric metric;
        private final byte[] name;
        private final byte[] textHeader;
        private final byte[] openMetricsHeader;
        private final List<Place> places = new ArrayList<>();

        private Family(Metric metric) {
            String help =
                    metric.help().replace("\\", "\\\\").replace("\n", "\\n").replace('\r', ' ');
            this.metric = metric;
            this.name = utf8(metric.name());
            this.textHeader = header(metric.name(), metric.type(), help);
            this.openMetricsHeader = header(base(metric.name()), metric.type(), help.replace("\"", "\\\""));
        }

        Metric metric() {
            return metric;
        }

        /** The name of its samples, without a suffix of histograms. Shared: callers read it only. */
        byte[] name() {
            return name;
        }

        byte[] header(Format format) {
            return format == Format.TEXT ? textHeader : openMetricsHeader;
        }

        List<Place> places() {
            return Collections.unmodifiableList(places);
        }

        private static byte[] header(String name, Metric.Type type, String help) {
            String word = type.name().toLowerCase(Locale.ROOT);
            return utf8("# HELP " + name + " " + help + "\n# TYPE " + name + " " + word + "\n");
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private final List<List<Frame.Column>> shapes;
    private final List<Family> families;
    private final Set<String> bases;

    private TextLayout(List<List<Frame.Column>> shapes, List<Family> families) {
        this.shapes = shapes;
        this.families = families;
        this.bases = families.stream().map(f -> base(f.metric().name())).collect(Collectors.toSet());
    }

    static TextLayout of(List<Frame> frames) {
        List<List<Frame.Column>> shapes = new ArrayList<>();
        Map<String, Family> families = new LinkedHashMap<>();
        for (int f = 0; f < frames.size(); f++) {
            Frame frame = frames.get(f);
            List<Frame.Column> shape = new ArrayList<>();
            for (int c = 0; c < frame.columns(); c++) {
                Frame.Column column = frame.column(c);
                shape.add(column);
                if (!column.metric().exposed()) {
                    continue;
                }
                Family family = families.computeIfAbsent(column.metric().name(), n -> new Family(column.metric()));
                // one name of two types would spoil the whole text: the first one holds
                if (family.metric().type() == column.metric().type()) {
                    family.places.add(new Place(f, c, column.labels()));
                }
            }
            shapes.add(shape);
        }
        return new TextLayout(shapes, List.copyOf(families.values()));
    }

    /** Whether these Frames have, one by one, the columns that this layout was made for. */
    boolean fits(List<Frame> frames) {
        if (frames.size() != shapes.size()) {
            return false;
        }
        for (int f = 0; f < shapes.size(); f++) {
            Frame frame = frames.get(f);
            List<Frame.Column> shape = shapes.get(f);
            if (frame.columns() != shape.size()) {
                return false;
            }
            for (int c = 0; c < shape.size(); c++) {
                if (!frame.column(c).equals(shape.get(c))) {
                    return false;
                }
            }
        }
        return true;
    }

    List<Family> families() {
        return families;
    }

    /** Whether a family of this name, with or without {@code _total}, is here. */
    boolean has(String family) {
        return bases.contains(base(family));
    }

    /** A family's name as OpenMetrics has it. */
    static String base(String name) {
        return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
    }
}
