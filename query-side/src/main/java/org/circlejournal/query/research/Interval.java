package org.circlejournal.query.research;

/** A two-sided 95% interval. */
public record Interval(double low, double high) {}
