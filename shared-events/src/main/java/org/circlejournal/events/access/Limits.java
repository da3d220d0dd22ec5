package org.circlejournal.events.access;

/**
 * How much one token and one address may ask.
 *
 * @param tokenPerSecond requests with one token; ten times as many at once
 * @param addressPerSecond requests from one address; ten times as many at once
 * @param failuresPerMinute unknown tokens and recovery codes from one address
 * @param foundingsPerHour circles founded from one address without a token
 */
public record Limits(
    long tokenPerSecond, long addressPerSecond, long failuresPerMinute, long foundingsPerHour) {}
