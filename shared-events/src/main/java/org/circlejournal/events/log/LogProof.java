package org.circlejournal.events.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * That an entry stands in the log, to be verified without it: C2SP's tlog-proof, without extra
 * data.
 *
 * @param index of the entry, from 0
 * @param path from the leaf's sibling up to the root's child
 * @param checkpoint the signed note
 */
public record LogProof(long index, List<Hash> path, Note checkpoint) {

  private static final String FORM = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  public String written() {
    StringBuilder written = new StringBuilder(FORM).append('\n');
    written.append(INDEX).append(index).append('\n');
    path.forEach(hash -> written.append(hash.base64()).append('\n'));
    return written.append('\n').append(checkpoint.written()).toString();
  }

  /**
   * @throws NotProven if it is not written as a proof is
   */
  public static LogProof parse(byte[] bytes) {
    String all;
    try {
      all = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NotProven("the proof is not UTF-8");
    }
    int blank = all.indexOf("\n\n");
    if (blank < 0) {
      throw new NotProven("the proof has no checkpoint");
    }
    List<String> lines = List.of(all.substring(0, blank).split("\n", -1));
    if (!lines.get(0).equals(FORM)) {
      throw new NotProven("the proof does not begin with " + FORM);
    }
    int next = 1;
    if (next < lines.size() && lines.get(next).startsWith(EXTRA)) {
      Text64.read(lines.get(next).substring(EXTRA.length()), "the proof's extra data");
      next++;
    }
    if (next >= lines.size() || !lines.get(next).startsWith(INDEX)) {
      throw new NotProven("the proof names no index");
    }
    long index = Text64.number(lines.get(next).substring(INDEX.length()), "the proof's index");
    List<Hash> path = new ArrayList<>();
    for (String line : lines.subList(next + 1, lines.size())) {
      path.add(Hash.parse(line, "a hash of the proof"));
    }
    byte[] note = all.substring(blank + 2).getBytes(StandardCharsets.UTF_8);
    return new LogProof(index, List.copyOf(path), Note.parse(note));
  }

  /**
   * The checkpoint that includes this leaf.
   *
   * @throws NotProven if a step of C2SP's tlog-proof fails
   */
  public Checkpoint requireProves(Hash leaf, Collection<NoteKey> trusted) {
    Checkpoint at = Checkpoint.parse(checkpoint.requireSigned(trusted));
    requireOrigin(at, trusted);
    Tree.requireIncluded(leaf, index, at.size(), path, at.root());
    return at;
  }

  /** A key signs for the log that it is named after. */
  static void requireOrigin(Checkpoint checkpoint, Collection<NoteKey> trusted) {
    if (trusted.stream().noneMatch(key -> key.name().equals(checkpoint.origin()))) {
      throw new NotProven("the checkpoint is of another log: " + checkpoint.origin());
    }
  }

  /**
   * @throws NotProven unless a trusted key signed it, and it is a checkpoint of that key's log
   */
  public static Checkpoint requireCheckpoint(Note note, Collection<NoteKey> trusted) {
    Checkpoint checkpoint = Checkpoint.parse(note.requireSigned(trusted));
    requireOrigin(checkpoint, trusted);
    return checkpoint;
  }
}
