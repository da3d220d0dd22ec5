package org.circlejournal.events.log.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.NoteKey;

/** An auditor's bundle: every file is the one that was packed, and every proof proves. */
final class Bundle {

  private static final String SUMS = "SHA256SUMS";
  private static final String CHECKPOINT = "checkpoint.txt";
  private static final String PROOF = ".tlog-proof";

  private Bundle() {}

  static String verify(List<NoteKey> keys, Path file) throws IOException {
    Map<String, byte[]> parts = parts(file);
    requireSums(parts);
    byte[] note = part(parts, CHECKPOINT);
    Checkpoint checkpoint = LogProof.requireCheckpoint(Note.parse(note), keys);
    int proofs = 0;
    for (Map.Entry<String, byte[]> each : parts.entrySet()) {
      if (each.getKey().endsWith(PROOF)) {
        requireProof(each.getKey(), each.getValue(), parts, checkpoint, keys);
        proofs++;
      }
    }
    return "proven: %d files are as packed, and %d entries stand in %s at size %d"
        .formatted(parts.size() - 1, proofs, checkpoint.origin(), checkpoint.size());
  }

  private static void requireProof(
      String name,
      byte[] proof,
      Map<String, byte[]> parts,
      Checkpoint checkpoint,
      List<NoteKey> keys) {
    byte[] leaf = part(parts, name.substring(0, name.length() - PROOF.length()) + ".leaf");
    try {
      Leaf.parse(leaf);
      Checkpoint at = LogProof.parse(proof).requireProves(Hash.leaf(Leaf.entryOf(leaf)), keys);
      if (!at.equals(checkpoint)) {
        throw new NotProven("it is of another checkpoint than the bundle");
      }
    } catch (NotProven e) {
      throw new NotProven(name + ": " + e.getMessage());
    }
  }

  private static Map<String, byte[]> parts(Path file) throws IOException {
    Map<String, byte[]> parts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes()) != null) {
          throw new NotProven("two files of the bundle are called " + entry.getName());
        }
      }
    } catch (ZipException e) {
      throw new NotProven("the bundle is torn: " + e.getMessage());
    }
    return parts;
  }

  private static void requireSums(Map<String, byte[]> parts) {
    List<String> unlisted = new ArrayList<>(parts.keySet());
    unlisted.remove(SUMS);
    for (String line : new String(part(parts, SUMS), StandardCharsets.UTF_8).split("\n")) {
      String[] sum = line.split(" {2}", 2);
      if (sum.length != 2 || !unlisted.remove(sum[1])) {
        throw new NotProven("SHA256SUMS names what is not there: " + line);
      }
      if (!HexFormat.of().formatHex(sha256(part(parts, sum[1]))).equals(sum[0])) {
        throw new NotProven(sum[1] + " is not the file that was packed");
      }
    }
    if (!unlisted.isEmpty()) {
      throw new NotProven("SHA256SUMS does not name " + unlisted.get(0));
    }
  }

  private static byte[] part(Map<String, byte[]> parts, String name) {
    byte[] part = parts.get(name);
    if (part == null) {
      throw new NotProven("the bundle has no " + name);
    }
    return part;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
