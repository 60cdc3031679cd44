package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.config.Globs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of {@code /api/agents}.
 *
 * @param ids by glob
 * @param types empty: all
 * @param states empty: all
 * @param inViolation only those that have, or only those that have no open violation
 * @param offset how many of those that match are skipped
 * @param limit how many are told at most, 1 … {@value #MAX_LIMIT}
 */
record AgentsQuery(
        Globs ids,
        Set<String> types,
        Set<String> states,
        Optional<Boolean> inViolation,
        Order order,
        boolean descending,
        int offset,
        int limit) {

    static final int MAX_LIMIT = 1000;
    static final int DEFAULT_LIMIT = 100;

    /** What they can be sorted by: a word, and the column of the agents' Frame; those without a figure come last. */
    enum Order {
        ID("id", ""),
        TYPE("type", ""),
        STATE("state", AgentHealth.STATE),
        AGE("age", "agent_last_heartbeat_age_ms"),
        CPU("cpu", "agent_cpu_usage_percent"),
        MEMORY("memory", "agent_memory_usage_mb"),
        QUEUE("queue", "agent_queue_depth"),
        RESTARTS("restarts", "agent_restarts_total"),
        MISSED("missed", "agent_heartbeats_missed_total");

        private final String word;
        private final String metric;

        Order(String word, String metric) {
            this.word = word;
            this.metric = metric;
        }

        /** Empty where it is no figure. */
        String metric() {
            return metric;
        }
    }

    /** A parameter that is not as it has to be; the message says which, what it is and what was expected. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1;

        Mistake(String parameter, String found, String expected) {
            super("parameter " + parameter + " is '" + found + "', expected " + expected);
        }
    }

    private static final Set<String> PARAMETERS =
            Set.of("id", "type", "state", "in_violation", "sort", "offset", "limit");

    AgentsQuery {
        types = Set.copyOf(types);
        states = Set.copyOf(states);
    }

    /** What a request can say: parameters by name. */
    interface Parameters {
        Set<String> names();

        /** Empty where it is not given. */
        Optional<String> value(String name);
    }

    static AgentsQuery of(Parameters parameters) throws Mistake {
        for (String name : parameters.names()) {
            if (!PARAMETERS.contains(name)) {
                throw new Mistake(
                        name,
                        parameters.value(name).orElse(""),
                        "none of this name; there are id, type, state," + " in_violation, sort, offset and limit");
            }
        }
        String sort = parameters.value("sort").orElse("id");
        return new AgentsQuery(
                parameters.value("id").map(id -> new Globs(words(id))).orElse(Globs.ALL),
                new HashSet<>(words(parameters.value("type").orElse(""))),
                states(parameters.value("state").orElse("")),
                inViolation(parameters),
                order(sort),
                sort.startsWith("-"),
                number(parameters, "offset", 0, 0, Integer.MAX_VALUE),
                number(parameters, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }

    private static List<String> words(String list) {
        List<String> words = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    private static Set<String> states(String list) throws Mistake {
        List<String> states = words(list);
        if (!AgentHealth.STATES.containsAll(states)) {
            throw new Mistake("state", list, "some of " + String.join(", ", AgentHealth.STATES));
        }
        return new HashSet<>(states);
    }

    private static Optional<Boolean> inViolation(Parameters parameters) throws Mistake {
        Optional<String> text = parameters.value("in_violation");
        if (text.isPresent() && !Set.of("true", "false").contains(text.get())) {
            throw new Mistake("in_violation", text.get(), "true or false");
        }
        return text.map(Boolean::valueOf);
    }

    private static Order order(String sort) throws Mistake {
        String word = sort.startsWith("-") ? sort.substring(1) : sort;
        List<String> known = new ArrayList<>();
        for (Order order : Order.values()) {
            if (order.word.equals(word)) {
                return order;
            }
            known.add(order.word);
        }
        throw new Mistake("sort", sort, "one of " + String.join(", ", known) + ", or that with a - before it");
    }

    private static int number(Parameters parameters, String name, int otherwise, int min, int max) throws Mistake {
        Optional<String> text = parameters.value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        int number = text.get().matches("\\d{1,9}") ? Integer.parseInt(text.get()) : -1;
        if (number < min || number > max) {
            throw new Mistake(
                    name, text.get(), "a whole number from " + min + (max == Integer.MAX_VALUE ? "" : " to " + max));
        }
        return number;
    }
}
