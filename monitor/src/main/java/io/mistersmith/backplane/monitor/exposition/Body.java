package io.mistersmith.backplane.monitor.exposition;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Iterator;
import java.util.List;

/** The body of an answer, in pieces of which the next waits until the client has taken those before it. */
record Body(List<Buffer> pieces) {

    static Body of(Buffer whole) {
        return new Body(List.of(whole));
    }

    static Body gzip(TextBuffer text) {
        byte[] packed = text.gzip();
        text.truncate(0);
        return of(wrapped(packed, packed.length));
    }

    /** Takes the text away. */
    static Body plain(TextBuffer text) {
        return new Body(text.take().stream()
                .map(chunk -> wrapped(chunk.bytes, chunk.length))
                .toList());
    }

    /** Vert.x has no way to do so that is meant for us, and copies megabytes otherwise. */
    private static Buffer wrapped(byte[] bytes, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
    }

    /** In bytes. */
    long length() {
        return pieces.stream().mapToLong(Buffer::length).sum();
    }

    /** Sends it, and ends the answer; its head and status are set already. */
    void sendTo(HttpServerResponse response) {
        send(pieces.iterator(), response);
    }

    private static void send(Iterator<Buffer> rest, HttpServerResponse response) {
        // it may be called while a piece is being written
        response.drainHandler(null);
        while (rest.hasNext() && !response.closed()) {
            Buffer piece = rest.next();
            if (!rest.hasNext()) {
                response.end(piece);
                return;
            }
            response.write(piece);
            if (response.writeQueueFull()) {
                response.drainHandler(v -> send(rest, response));
                return;
            }
        }
    }
}
