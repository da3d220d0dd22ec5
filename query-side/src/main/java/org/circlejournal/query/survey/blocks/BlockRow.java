package org.circlejournal.query.survey.blocks;

import org.jspecify.annotations.Nullable;

/**
 * Circles that pools show together on one scale, and never apart.
 *
 * @param block its id, under which the burnout trend has its rows
 * @param workplace that of all its circles; null if they are of several
 * @param circles how many they are
 */
public record BlockRow(String block, @Nullable String workplace, int circles) {}
