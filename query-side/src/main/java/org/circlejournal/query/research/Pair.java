package org.circlejournal.query.research;

/** Two values of one person, in the same unit. */
public record Pair(double earlier, double later) {}
