package io.mistersmith.backplane.monitor.consumer;

import static java.util.stream.Collectors.toList;

import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.StoredMessage;
import io.mistersmith.backplane.monitor.nats.Subjects;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks streams for the messages that tell lag, and then whether anything was removed meanwhile. No figure is better than a
 * wrong one: what is not answered leaves the bracket until the next poll. One context.
 */
final class MessageLookups {

    private static final int IN_FLIGHT = 8;

    /** A second round follows messages that were given up. */
    private static final int ROUNDS = 2;

    /** So many messages of other subjects are passed by one by one. */
    private static final int STEPS = 16;

    private static final String EVERY_SUBJECT = ">";

    private final NatsConnection connection;
    private final JetStreamApi api;
    private final HeadersLookup headers;
    private final Backplane backplane;
    private final Patience patience;

    MessageLookups(
            NatsConnection connection,
            JetStreamApi api,
            HeadersLookup headers,
            Backplane backplane,
            Patience patience) {
        this.connection = connection;
        this.api = api;
        this.headers = headers;
        this.backplane = backplane;
        this.patience = patience;
    }

    /** After the snapshot of a poll. Never fails. */
    Future<Void> run() {
        return lookUp(ROUNDS).compose(v -> confirm());
    }

    private Future<Void> lookUp(int rounds) {
        Map<Lookup.Question, List<Lookup>> wanted = backplane.wanted().stream()
                .collect(Collectors.groupingBy(Lookup::question, LinkedHashMap::new, toList()));
        if (rounds == 0 || wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<Boolean, List<Lookup.Question>> byHeaders =
                wanted.keySet().stream().collect(Collectors.partitioningBy(Lookup.Question::headersOnly));
        return ask(wanted, byHeaders.getOrDefault(false, List.of()), IN_FLIGHT)
                .compose(v -> askByHeaders(wanted, byHeaders.getOrDefault(true, List.of())))
                .compose(v -> lookUp(rounds - 1));
    }

    private Future<Void> askByHeaders(Map<Lookup.Question, List<Lookup>> wanted, List<Lookup.Question> questions) {
        return questions.isEmpty()
                ? Future.succeededFuture()
                : headers.isPossible()
                        .compose(possible -> possible ? ask(wanted, questions, 1) : Future.succeededFuture());
    }

    private Future<Void> ask(Map<Lookup.Question, List<Lookup>> wanted, List<Lookup.Question> questions, int inFlight) {
        return Flight.each(questions, inFlight, question -> {
            Consumer<Optional<Lookup.Found>> take = found -> wanted.getOrDefault(question, List.of())
                    .forEach(lookup -> backplane.found(lookup, found, System.currentTimeMillis()));
            return patience.await("message " + question, () -> first(question), take)
                    .onSuccess(answer -> answer.ifPresent(take))
                    .otherwise(Optional.empty());
        });
    }

    private Future<Void> confirm() {
        return Flight.each(
                backplane.unconfirmed(),
                IN_FLIGHT,
                stream -> patience.await("removals " + stream, () -> api.stream(stream), late -> {})
                        .onSuccess(after -> after.ifPresent(backplane::confirm))
                        .otherwise(Optional.empty()));
    }

    private Future<Optional<Lookup.Found>> first(Lookup.Question question) {
        if (question.headersOnly()) {
            return headers.first(question);
        }
        boolean everything = question.filters().contains(EVERY_SUBJECT);
        if (question.gaps() && !everything && !connection.connectivity().isAtLeast(2, 10)) {
            return walk(question, question.from(), STEPS);
        }
        return Future.all(question.filters().stream()
                        .map(filter -> next(question.stream(), question.from(), filter))
                        .toList())
                .map(all -> all.<Optional<StoredMessage>>list().stream()
                        .flatMap(Optional::stream)
                        .map(MessageLookups::found)
                        .min((a, b) -> Long.compare(a.sequence(), b.sequence())));
    }

    /**
     * Servers before 2.10 lose sight of messages of a subject when others of it behind them are removed, but not of messages
     * whatever their subject.
     */
    private Future<Optional<Lookup.Found>> walk(Lookup.Question question, long from, int steps) {
        return next(question.stream(), from, EVERY_SUBJECT).compose(next -> {
            if (next.isEmpty() || matches(question, next.get().subject())) {
                return Future.succeededFuture(next.map(MessageLookups::found));
            }
            return steps == 0
                    ? Future.failedFuture(
                            "stream " + question.stream() + ": no message matches soon after " + question.from())
                    : walk(question, next.get().sequence() + 1, steps - 1);
        });
    }

    private static boolean matches(Lookup.Question question, String subject) {
        return question.filters().stream().anyMatch(filter -> Subjects.covers(filter, subject));
    }

    private Future<Optional<StoredMessage>> next(String stream, long from, String filter) {
        return api.nextMessage(stream, from, filter)
                .map(Optional::of)
                .recover(e -> NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(e));
    }

    private static Lookup.Found found(StoredMessage message) {
        return new Lookup.Found(message.sequence(), message.time().toEpochMilli());
    }
}
