/** The peers: plain Axon as its guide shows it, one insert, and an empty endpoint. */
@NullMarked
package org.circlejournal.benchmarks.plain;

import org.jspecify.annotations.NullMarked;
