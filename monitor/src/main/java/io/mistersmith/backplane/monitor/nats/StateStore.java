package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to survive a restart of the monitor: in the JetStream KV bucket {@value #BUCKET}, and in a file in a directory, which
 * is all there is without JetStream, and what a monitor knows that starts while NATS is away. Whichever of the two was written
 * last is read. Safe for any thread; two saves of one key must not overlap.
 */
public final class StateStore {

    static final String BUCKET = "backplane_state";

    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final long CONNECT_WAIT_MILLIS = 2000;
    private static final long CONNECT_CHECK_MILLIS = 50;

    /** A value and when it was written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Saved(byte[] value, Instant at) {}

    private final Vertx vertx;
    private final NatsConnection connection;
    private final JetStreamApi api;
    private final Features features;
    private final Path directory;
    private final String subjectPrefix;

    /**
     * @param owner distinguishes monitors that share a bucket or a directory
     */
    public StateStore(
            Vertx vertx, NatsConnection connection, JetStreamApi api, Features features, Path directory, String owner) {
        this.vertx = vertx;
        this.connection = connection;
        this.api = api;
        this.features = features;
        this.directory = directory.resolve(owner.replaceAll("[^A-Za-z0-9_-]", "_"));
        this.subjectPrefix = "$KV." + BUCKET + "." + owner.replaceAll("[^A-Za-z0-9_-]", "_") + ".";
    }

    /** What was last saved under {@code key}. It waits a moment for NATS, and then does with the file. */
    public Future<Optional<byte[]>> load(String key) {
        requireKey(key);
        return awaitConnection(CONNECT_WAIT_MILLIS)
                .compose(connected -> connected ? loadFromBucket(key) : withoutBucket("no connection to NATS"))
                .compose(kept -> loadFromFile(key).map(file -> newer(kept, file).map(Saved::value)));
    }

    /** Saves {@code value} under {@code key}; it survives whatever ends the process once the Future has succeeded. */
    public Future<Void> save(String key, byte[] value) {
        requireKey(key);
        if (!connection.connectivity().connected()) {
            return saveToFile(key, value);
        }
        return ensureBucket()
                .compose(bucket -> api.publish(subjectPrefix + key, Optional.empty(), value))
                .<Void>mapEmpty()
                .onSuccess(done -> features.up(Features.STATE, "kept in the KV bucket " + BUCKET))
                .compose(done -> copyToFile(key, value))
                .recover(e -> saveToFile(key, value)
                        .onSuccess(done ->
                                features.up(Features.STATE, "kept in " + directory + ", because: " + e.getMessage())));
    }

    private Future<Boolean> awaitConnection(long millisLeft) {
        if (connection.connectivity().connected()) {
            return Future.succeededFuture(true);
        }
        if (millisLeft <= 0) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> promise = Promise.promise();
        vertx.setTimer(
                CONNECT_CHECK_MILLIS,
                id -> awaitConnection(millisLeft - CONNECT_CHECK_MILLIS).onComplete(promise));
        return promise.future();
    }

    private Future<StreamInfo> ensureBucket() {
        ObjectNode config = JetStreamApi.object()
                .put("name", "KV_" + BUCKET)
                .put("max_msgs_per_subject", 1)
                .put("max_bytes", 64 * 1024 * 1024)
                .put("discard", "new")
                .put("retention", "limits")
                .put("storage", "file")
                .put("allow_rollup_hdrs", true)
                .put("deny_delete", true)
                .put("allow_direct", true);
        config.putArray("subjects").add("$KV." + BUCKET + ".>");
        return api.ensureStream(config, 0);
    }

    private Future<Optional<Saved>> loadFromBucket(String key) {
        return ensureBucket()
                .onSuccess(bucket -> features.up(Features.STATE, "kept in the KV bucket " + BUCKET))
                .compose(bucket -> api.lastMessage("KV_" + BUCKET, subjectPrefix + key))
                .map(m -> Optional.of(new Saved(m.data(), m.time())))
                .recover(e -> {
                    if (NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    LOG.info("state is not read from the KV bucket {}: {}", BUCKET, e.getMessage());
                    return withoutBucket(String.valueOf(e.getMessage()));
                });
    }

    /** What is not in the bucket; tells whether the directory will do instead. */
    private Future<Optional<Saved>> withoutBucket(String why) {
        return vertx.<Boolean>executeBlocking(() -> Files.isWritable(Files.createDirectories(directory)))
                .otherwise(false)
                .onSuccess(writable -> {
                    if (writable) {
                        features.up(Features.STATE, "kept in " + directory + ", because: " + why);
                    } else {
                        features.down(Features.STATE, "cannot write to " + directory + "; no bucket, because: " + why);
                    }
                })
                .map(Optional.empty());
    }

    private Future<Optional<Saved>> loadFromFile(String key) {
        return vertx.executeBlocking(() -> {
            Path file = directory.resolve(key);
            if (!Files.exists(file)) {
                return Optional.<Saved>empty();
            }
            return Optional.of(new Saved(
                    Files.readAllBytes(file), Files.getLastModifiedTime(file).toInstant()));
        });
    }

    /** The bucket has it: where there is no disk to write to, that will do. */
    private Future<Void> copyToFile(String key, byte[] value) {
        return writeFile(key, value).otherwise(e -> {
            LOG.debug("no copy of {} in {}: {}", key, directory, e.getMessage());
            return null;
        });
    }

    private Future<Void> writeFile(String key, byte[] value) {
        return vertx.executeBlocking(() -> {
            write(directory.resolve(key), value);
            return null;
        });
    }

    private Future<Void> saveToFile(String key, byte[] value) {
        return writeFile(key, value)
                .onSuccess(done -> features.up(Features.STATE, "kept in " + directory))
                .onFailure(e -> features.down(Features.STATE, "cannot write to " + directory + ": " + e.getMessage()));
    }

    /** Whole or not at all, whatever happens in between. */
    private void write(Path file, byte[] value) throws IOException {
        Files.createDirectories(directory);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, value);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Optional<Saved> newer(Optional<Saved> one, Optional<Saved> other) {
        return one.isPresent() && other.isPresent()
                ? one.get().at().isAfter(other.get().at()) ? one : other
                : one.or(() -> other);
    }

    private static void requireKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a key: " + key);
        }
    }
}
