package org.circlejournal.query.audit.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.query.audit.log.AuditLog.Proven;
import org.circlejournal.query.audit.log.AuditLog.ProvenLeaf;
import org.jspecify.annotations.Nullable;

/**
 * What an auditor takes along about a circle, in one zip: the checkpoint, the log's keys, proofs of
 * a sample of events, what others add, how to verify it, and a SHA-256 of each file.
 */
public final class AuditBundle {

  /** So many of a stream's events that an auditor may see, evenly spread. */
  private static final int SAMPLE = 25;

  /** ZIP has no time before it; the bundle says nothing of when it was asked for. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String HOW_TO =
      """
      How to verify this bundle

      1. Get the verifier (shared-events-…-verifier.jar) and the log's key from somebody other than
         who gave you this bundle; compare the key with keys.txt. A key from the bundle alone proves
         nothing.
      2. java -jar shared-events-…-verifier.jar bundle --key=KEYS.txt BUNDLE.zip
         It says "proven", or what is wrong. No network is needed.

      What is in it

      checkpoint.txt      the log's size and root when this was made, signed
      keys.txt            the log's keys; each was handed over by the one before
      proofs/N.leaf       an event as the journal stores it, entry N of the log
      proofs/N.tlog-proof that it stands in the log at that checkpoint (C2SP tlog-proof)
      consents.json       how many consented to what, over time, as far as that may be shown
      releases.json       each statistic of the circle that left, or was withheld
      checks.json         what must always hold over the whole journal, and where it does not
      SHA256SUMS          the sum of each other file

      Keep checkpoint.txt. At any later time, a newer checkpoint and the tiles of the log show
      whether the journal only grew since then: see "consistency" in docs/audit.md.
      """;

  private final AuditLog log;
  private final List<BundlePart> parts;

  public AuditBundle(AuditLog log, List<BundlePart> parts) {
    this.log = log;
    this.parts = List.copyOf(parts);
  }

  /** The zip; null as long as there is no log. */
  public byte @Nullable [] of(CircleId circle) {
    List<Leaf> sample = new ArrayList<>(sample(circle.value()));
    sample.addAll(sample("ledger-" + circle.value()));
    Proven proven = log.prove(sample);
    String keys = log.keys();
    if (proven == null || keys == null) {
      return null;
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("HOW-TO.txt", utf8(HOW_TO));
    files.put("checkpoint.txt", utf8(proven.note()));
    files.put("keys.txt", utf8(keys));
    for (ProvenLeaf one : proven.proofs()) {
      String name = "proofs/" + one.proof().index();
      files.put(name + ".leaf", one.leaf().data());
      files.put(name + ".tlog-proof", utf8(one.proof().written()));
    }
    for (BundlePart part : parts) {
      files.putAll(part.files(circle));
    }
    files.put("SHA256SUMS", utf8(sums(files)));
    return zip(files);
  }

  private List<Leaf> sample(String stream) {
    List<Leaf> readable = new ArrayList<>();
    long sequence = 0;
    for (Leaf leaf = log.leaf(stream, 0); leaf != null; leaf = log.leaf(stream, ++sequence)) {
      if (ShownTo.allows(Role.AUDITOR, null, leaf)) {
        readable.add(leaf);
      }
    }
    if (readable.size() <= SAMPLE) {
      return readable;
    }
    List<Leaf> sample = new ArrayList<>();
    for (int i = 0; i < SAMPLE; i++) {
      sample.add(readable.get(i * (readable.size() - 1) / (SAMPLE - 1)));
    }
    return sample;
  }

  private static String sums(SortedMap<String, byte[]> files) {
    StringBuilder sums = new StringBuilder();
    files.forEach(
        (name, bytes) ->
            sums.append(HexFormat.of().formatHex(sha256(bytes)))
                .append("  ")
                .append(name)
                .append('\n'));
    return sums.toString();
  }

  private static byte[] zip(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (var file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
