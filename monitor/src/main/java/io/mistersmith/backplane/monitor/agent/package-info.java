/**
 * The fleet: what agents say of themselves in heartbeats, summed over losses, repeats and restarts, and who has fallen silent.
 *
 * <p>Pure but for {@link io.mistersmith.backplane.monitor.agent.AgentVerticle} and the thread that it owns.
 */
@NullMarked
package io.mistersmith.backplane.monitor.agent;

import org.jspecify.annotations.NullMarked;
