package org.circlejournal.command;

/**
 * What somebody asks for: the body of a request. Each room has one sealed family of them; {@link
 * CommandNames} lists all.
 */
public interface Command {}
