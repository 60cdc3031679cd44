/**
 * The monitor's own links to NATS: connections and reconnects, what it asks and receives, and what it is let do. Also the
 * reconnects of everybody, where a system account shows them.
 */
@NullMarked
package io.mistersmith.backplane.monitor.link;

import org.jspecify.annotations.NullMarked;
