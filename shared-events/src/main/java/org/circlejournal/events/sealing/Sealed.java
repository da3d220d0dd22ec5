package org.circlejournal.events.sealing;

/**
 * Bytes that only their own data key opens (AES-256-GCM). What they were sealed for (circle, event,
 * wave, instrument, field) is associated data and stands in the event around them.
 *
 * @param key random id of the data key
 * @param box nonce and ciphertext, base64url without padding
 */
public record Sealed(String key, String box) {}
