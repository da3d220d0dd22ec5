/**
 * The audit log's form, without any store: leaves, the Merkle tree of RFC 6962, tiles, signed
 * checkpoints and proofs as C2SP writes them. Uses the JDK and nothing else, because the auditor's
 * verifier is made of it. Start at {@link org.circlejournal.events.log.Tree}.
 */
@NullMarked
package org.circlejournal.events.log;

import org.jspecify.annotations.NullMarked;
