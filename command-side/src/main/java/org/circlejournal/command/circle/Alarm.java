package org.circlejournal.command.circle;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.circlejournal.events.circle.CircleId;

/** The clock's order: nothing is asked but that what is due by {@code now} happens. */
public record Alarm(@TargetAggregateIdentifier CircleId circleId, Instant now) {}
