package io.mistersmith.backplane.monitor.exposition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a client's {@code Accept} and {@code Accept-Encoding} ask for (RFC 9110, section 12.5). */
final class Negotiation {

    /** One element of such a header: {@code text/plain;version=0.0.4;q=0.5}. */
    private record Choice(String name, Map<String, String> parameters, double weight) {

        static List<Choice> of(String header) {
            List<Choice> choices = new ArrayList<>();
            for (String element : header.split(",", -1)) {
                String[] parts = element.trim().toLowerCase(Locale.ROOT).split(";", -1);
                Map<String, String> parameters = new HashMap<>();
                for (int i = 1; i < parts.length; i++) {
                    String[] pair = parts[i].split("=", 2);
                    parameters.put(
                            pair[0].trim(), pair.length == 2 ? pair[1].trim().replace("\"", "") : "");
                }
                if (!parts[0].isBlank()) {
                    choices.add(new Choice(parts[0].trim(), parameters, weight(parameters.getOrDefault("q", "1"))));
                }
            }
            return choices;
        }

        private static double weight(String q) {
            try {
                double weight = Double.parseDouble(q);
                return weight >= 0 && weight <= 1 ? weight : 0;
            } catch (NumberFormatException e) {
                // who asks for something in words that nobody can read does not get it
                return 0;
            }
        }

        boolean is(String type, String version) {
            return name.equals(type)
                    && parameters.getOrDefault("version", version).equals(version);
        }
    }

    private Negotiation() {}

    /**
     * OpenMetrics only for a client that names it, in version 1.0.0 or without one, and does not prefer the text format; the
     * text format for everybody else, also for one who accepts neither.
     */
    static Format format(String accept) {
        double text = -1;
        double anything = 0;
        double openMetrics = 0;
        for (Choice choice : Choice.of(accept)) {
            if (choice.is("application/openmetrics-text", "1.0.0")) {
                openMetrics = Math.max(openMetrics, choice.weight);
            } else if (choice.is("text/plain", "0.0.4")) {
                text = Math.max(text, choice.weight);
            } else if (choice.name.equals("text/*") || choice.name.equals("*/*")) {
                anything = Math.max(anything, choice.weight);
            }
        }
        return openMetrics > 0 && openMetrics >= (text >= 0 ? text : anything) ? Format.OPENMETRICS : Format.TEXT;
    }

    /** Whether the client asks for gzip, and does not rather have it plain. */
    static boolean gzip(String acceptEncoding) {
        double gzip = -1;
        double identity = 0;
        for (Choice choice : Choice.of(acceptEncoding)) {
            if (choice.name.equals("gzip") || choice.name.equals("x-gzip")) {
                gzip = choice.weight;
            } else if (choice.name.equals("identity")) {
                identity = choice.weight;
            }
        }
        return gzip > 0 && gzip >= identity;
    }
}
