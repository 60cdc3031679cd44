package io.mistersmith.backplane.monitor.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.wire.AgentId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * A piece of the fleet as it is kept over a restart, small enough for one message whatever agents are called: an array an agent,
 * in JSON, with gzip. About 40 bytes an agent.
 *
 * @param pieces how many there are in all
 */
record FleetPiece(int pieces, List<KeptAgent> agents) {

    /** Agents of a piece; with the longest names and all operations they are 3 MB of JSON, and a tenth of it with gzip. */
    static final int AGENTS = 2000;

    private static final int VERSION = 1;

    /** Two million agents. */
    private static final int MAX_PIECES = 1000;

    /** No piece of ours is larger, unpacked. */
    private static final int MAX_BYTES = 16 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Agent.State[] STATES = Agent.State.values();

    FleetPiece {
        agents = List.copyOf(agents);
    }

    /** How many pieces a fleet is now. */
    static int pieces(Fleet fleet) {
        return (fleet.roll.size() + AGENTS - 1) / AGENTS;
    }

    /** One of so many pieces of the fleet as it is now. */
    static FleetPiece of(Fleet fleet, int number, int pieces) {
        List<KeptAgent> part = new ArrayList<>();
        int end = Math.min(fleet.roll.size(), (number + 1) * AGENTS);
        for (int row = number * AGENTS; row < end; row++) {
            Agent agent = fleet.roll.agent(row);
            part.add(agent.kept(
                    fleet.types.name(agent.type()), fleet.onWall(agent.lastReceived()), fleet.operations::name));
        }
        return new FleetPiece(pieces, part);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                JsonGenerator json = MAPPER.createGenerator(gzip)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeNumberField("pieces", pieces);
            json.writeArrayFieldStart("agents");
            for (KeptAgent agent : agents) {
                write(agent, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory", e);
        }
        return bytes.toByteArray();
    }

    private static void write(KeptAgent agent, JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeString(agent.id());
        json.writeString(agent.type());
        json.writeNumber(agent.state().code());
        json.writeNumber(agent.intervalMillis());
        json.writeBoolean(agent.saysInterval());
        json.writeNumber(agent.lastReceived());
        json.writeNumber(agent.life().highest());
        json.writeNumber(agent.life().start());
        json.writeNumber(agent.life().firstTimestamp());
        json.writeNumber(agent.life().lastTimestamp());
        json.writeNumber(agent.reconnects());
        for (KeptAgent.Operation operation : agent.operations()) {
            json.writeString(operation.name());
            json.writeNumber(operation.count());
            json.writeNumber(operation.errors());
        }
        json.writeEndArray();
    }

    /** @throws IOException where it is not what {@link #encode} makes; the message says what of it */
    static FleetPiece decode(byte[] bytes) throws IOException {
        JsonNode json;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            json = MAPPER.readTree(text);
        } catch (EOFException | ZipException | JsonProcessingException e) {
            throw new IOException("it is damaged: " + e, e);
        }
        int pieces = json.path("pieces").asInt();
        if (json.path("version").asInt() != VERSION || pieces < 1 || pieces > MAX_PIECES) {
            throw new IOException("it is of version " + json.path("version").asText("none") + " and one of " + pieces
                    + " pieces, expected version " + VERSION + " and 1 to " + MAX_PIECES);
        }
        List<KeptAgent> agents = new ArrayList<>();
        for (JsonNode agent : json.path("agents")) {
            agents.add(read(agent));
        }
        return new FleetPiece(pieces, agents);
    }

    private static KeptAgent read(JsonNode agent) throws IOException {
        String id = agent.path(0).asText();
        int state = agent.path(2).asInt(-1);
        long interval = agent.path(3).asLong();
        long highest = agent.path(6).asLong(-1);
        boolean isPlausible =
                AgentId.isValid(id) && state >= 0 && state < STATES.length && interval > 0 && highest >= 0;
        if (!isPlausible || agent.size() < 11 || (agent.size() - 11) % 3 != 0) {
            throw new IOException("agent '" + id + "' in it is not as we keep one");
        }
        List<KeptAgent.Operation> operations = new ArrayList<>();
        for (int i = 11; i < agent.size(); i += 3) {
            operations.add(new KeptAgent.Operation(
                    agent.path(i).asText(),
                    agent.path(i + 1).asDouble(),
                    agent.path(i + 2).asDouble()));
        }
        return new KeptAgent(
                id,
                agent.path(1).asText(),
                STATES[state],
                interval,
                agent.path(4).asBoolean(),
                agent.path(5).asLong(),
                new KeptAgent.Life(
                        highest,
                        agent.path(7).asLong(),
                        agent.path(8).asLong(),
                        agent.path(9).asLong()),
                agent.path(10).asDouble(),
                operations);
    }
}
