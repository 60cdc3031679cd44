package io.mistersmith.backplane.monitor.nats;

import java.time.Instant;

/**
 * A message of a stream, without what it says.
 *
 * @param time at which the stream took it in, on the server's clock
 * @param data its payload
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, to one reader
public record StoredMessage(String subject, long sequence, Instant time, byte[] data) {}
