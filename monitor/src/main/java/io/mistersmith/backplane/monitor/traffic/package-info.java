/**
 * How large messages are and how many there are, for each stream and each tap. The delivering thread writes a {@code Meter},
 * the tick folds it into a {@code SourceWindow}, {@code Traffic} makes Frames of them; {@code StreamWatch} decides nothing but
 * opens and closes what {@code Approach} and {@code SamplingPolicy} decided.
 *
 * <p>Nothing here changes a stream: see {@code Approach}.
 */
@NullMarked
package io.mistersmith.backplane.monitor.traffic;

import org.jspecify.annotations.NullMarked;
