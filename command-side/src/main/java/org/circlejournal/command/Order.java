package org.circlejournal.command;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to its circle.
 *
 * @param at when it happened in the room
 * @param now when it is recorded; in an import, the highest {@code at} of the circle so far
 * @param newcomer who joins with it: what the vault keeps of a new member; else null
 */
public record Order(
    @TargetAggregateIdentifier CircleId circleId,
    Actor actor,
    Instant at,
    Instant now,
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, include = JsonTypeInfo.As.WRAPPER_OBJECT)
        @JsonTypeIdResolver(CommandNames.Ids.class)
        Command command,
    @Nullable Newcomer newcomer) {}
