package io.mistersmith.backplane.monitor.consumer;

import static java.util.stream.Collectors.toList;

import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks for the messages that tell a {@link Backplane} lag exactly: each question once, whoever wants its answer. One context. */
final class Lookups {

    private static final int IN_FLIGHT = 8;

    /** A second round follows messages that were given up. */
    private static final int ROUNDS = 2;

    private final JetStreamApi api;
    private final HeadersLookup headers;
    private final Backplane backplane;
    private final Patience patience;

    Lookups(JetStreamApi api, HeadersLookup headers, Backplane backplane, Patience patience) {
        this.api = api;
        this.headers = headers;
        this.backplane = backplane;
        this.patience = patience;
    }

    /** Asks; completes when what could be had is taken in. Never fails. */
    Future<Void> make() {
        return make(ROUNDS);
    }

    private Future<Void> make(int rounds) {
        Map<Lookup.Question, List<Lookup>> wanted = backplane.wanted().stream()
                .collect(Collectors.groupingBy(Lookup::question, LinkedHashMap::new, toList()));
        if (rounds == 0 || wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<Boolean, List<Lookup.Question>> byHeaders =
                wanted.keySet().stream().collect(Collectors.partitioningBy(Lookup.Question::headersOnly));
        return ask(wanted, byHeaders.getOrDefault(false, List.of()), IN_FLIGHT)
                .compose(v -> askByHeaders(wanted, byHeaders.getOrDefault(true, List.of())))
                .compose(v -> make(rounds - 1));
    }

    private Future<Void> askByHeaders(Map<Lookup.Question, List<Lookup>> wanted, List<Lookup.Question> questions) {
        return questions.isEmpty()
                ? Future.succeededFuture()
                : headers.isPossible()
                        .compose(possible -> possible ? ask(wanted, questions, 1) : Future.succeededFuture());
    }

    private Future<Void> ask(Map<Lookup.Question, List<Lookup>> wanted, List<Lookup.Question> questions, int inFlight) {
        return Flight.each(questions, inFlight, question -> {
            Consumer<Optional<Lookup.Found>> take =
                    found -> wanted.getOrDefault(question, List.of()).forEach(lookup -> backplane.found(lookup, found));
            return patience.await("message " + question, () -> first(question), take)
                    .onSuccess(answer -> answer.ifPresent(take))
                    // no figure is better than a wrong one: the bracket stands until the next poll
                    .otherwise(Optional.empty());
        });
    }

    private Future<Optional<Lookup.Found>> first(Lookup.Question question) {
        if (question.headersOnly()) {
            return headers.first(question);
        }
        return Future.all(question.filters().stream()
                        .map(filter -> api.nextMessage(question.stream(), question.from(), filter)
                                .map(m -> Optional.of(
                                        new Lookup.Found(m.sequence(), m.time().toEpochMilli())))
                                .recover(e -> NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND
                                        ? Future.succeededFuture(Optional.empty())
                                        : Future.failedFuture(e)))
                        .toList())
                .map(all -> all.<Optional<Lookup.Found>>list().stream()
                        .flatMap(Optional::stream)
                        .min((a, b) -> Long.compare(a.sequence(), b.sequence())));
    }
}
