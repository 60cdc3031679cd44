package io.mistersmith.backplane.monitor.baseline;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Where what is open survives a restart: a key-value bucket, or a file.
 *
 * <p>Neither method blocks; both may be called from an event loop. The verticle never has two saves under way.
 */
public interface ViolationStore {

    /**
     * What was saved last; empty when nothing ever was. Nothing is judged before it answers: an implementation whose server is away
     * answers from a copy on disk, or fails soon, and is asked again.
     */
    Future<Optional<byte[]>> load();

    /** Replaces what was saved before. */
    Future<Void> save(byte[] state);
}
