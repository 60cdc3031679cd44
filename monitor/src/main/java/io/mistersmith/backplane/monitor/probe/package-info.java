/** The monitor's own round trips through NATS: what any message between two clients takes, and whether it arrives. */
@NullMarked
package io.mistersmith.backplane.monitor.probe;

import org.jspecify.annotations.NullMarked;
