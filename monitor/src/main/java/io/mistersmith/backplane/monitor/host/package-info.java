/** The machine on which the monitor runs: CPU, memory and load, by OSHI. */
@NullMarked
package io.mistersmith.backplane.monitor.host;

import org.jspecify.annotations.NullMarked;
