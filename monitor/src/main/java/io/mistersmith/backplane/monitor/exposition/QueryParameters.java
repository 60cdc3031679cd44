package io.mistersmith.backplane.monitor.exposition;

import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.Set;

/** The first of each, as the client sent them. */
record QueryParameters(MultiMap sent) implements AgentsQuery.Parameters {
    @Override
    public Set<String> names() {
        return sent.names();
    }

    @Override
    public Optional<String> value(String name) {
        return Optional.ofNullable(sent.get(name));
    }
}
