package io.mistersmith.backplane.sim.verify;

/** One consumer. */
record ConsumerId(String stream, String consumer) {

    @Override
    public String toString() {
        return stream + "/" + consumer;
    }

    /** As {@code /metrics} writes them. */
    String labels() {
        return "{consumer_name=\"" + consumer + "\",stream_name=\"" + stream + "\"}";
    }
}
