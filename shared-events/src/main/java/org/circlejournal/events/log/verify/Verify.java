package org.circlejournal.events.log.verify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.NoteKey;
import org.circlejournal.events.log.Tree;
import org.circlejournal.events.sealing.SecretFile;

/**
 * {@code java -jar …-verifier.jar inclusion|consistency|fsck|bundle|new-key …}. Says one line. Ends
 * with 0 when it is proven, 1 when it is not, 2 when it was called wrongly or cannot read a file.
 */
public final class Verify {

  static final int PROVEN = 0;
  static final int NOT_PROVEN = 1;
  static final int WRONG_CALL = 2;

  private static final String USAGE =
      """
      Verifies the audit log of a Circle Journal. --key is a vkey, or the file that
      /audit/log/keys gave.

        inclusion   --key=KEY PROOF LEAF
        consistency --key=KEY [--tiles=DIR|FILE] OLD NEW
        fsck        --key=KEY --checkpoint=NOTE [--tiles=DIR|FILE] JOURNAL (- for the input)
        fsck        --live=jdbc:postgresql://HOST/DB --user=USER [--key=KEY --checkpoint=NOTE]
                    (password in the environment: PGPASSWORD)
        bundle      --key=KEY FILE.zip
        new-key     SECRETS

      Exit: 0 proven, 1 not proven, 2 called wrongly or a file that cannot be read.
      """;

  private Verify() {}

  public static void main(String[] words) {
    System.exit(run(List.of(words), System.out, System.err));
  }

  /** The exit code; what there is to say goes to one of the two. */
  public static int run(List<String> words, PrintStream out, PrintStream err) {
    try {
      Call call = Call.of(words);
      out.println(proven(call));
      return PROVEN;
    } catch (NotProven e) {
      err.println("NOT PROVEN: " + e.getMessage());
      return NOT_PROVEN;
    } catch (WrongCall e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return WRONG_CALL;
    } catch (NoSuchFileException e) {
      err.println("there is no file " + e.getMessage());
      return WRONG_CALL;
    } catch (IOException e) {
      err.println("cannot read: " + e.getMessage());
      return WRONG_CALL;
    } catch (SQLException e) {
      err.println("the store cannot be read: " + e.getMessage());
      return WRONG_CALL;
    }
  }

  private static String proven(Call call) throws IOException, SQLException {
    return switch (call.command()) {
      case "inclusion" -> inclusion(call);
      case "consistency" -> consistency(call);
      case "fsck" -> call.has("live") ? LiveStore.fsck(call) : fsck(call);
      case "bundle" -> Bundle.verify(call.keys(), Path.of(call.words(1).get(0)));
      case "new-key" -> newKey(Path.of(call.words(1).get(0)));
      default -> throw new WrongCall("there is no command " + call.command());
    };
  }

  private static String inclusion(Call call) throws IOException {
    List<String> files = call.words(2);
    LogProof proof = LogProof.parse(Files.readAllBytes(Path.of(files.get(0))));
    byte[] data = Files.readAllBytes(Path.of(files.get(1)));
    Leaf leaf = Leaf.parse(data);
    Checkpoint at = proof.requireProves(Hash.leaf(Leaf.entryOf(data)), call.keys());
    return "proven: %s %d of stream %s is entry %d of %s at size %d"
        .formatted(
            leaf.name(), leaf.sequence(), leaf.stream(), proof.index(), at.origin(), at.size());
  }

  private static String consistency(Call call) throws IOException {
    List<String> files = call.words(2);
    List<NoteKey> keys = call.keys();
    Checkpoint old = checkpoint(files.get(0), keys);
    Checkpoint now = checkpoint(files.get(1), keys);
    if (!old.origin().equals(now.origin())) {
      throw new NotProven(
          "these are two logs: %s was begun again as %s".formatted(old.origin(), now.origin()));
    }
    if (old.size() > now.size()) {
      throw new NotProven("the first checkpoint is larger than the second");
    }
    List<Hash> path = List.of();
    if (old.size() > 0 && old.size() < now.size()) {
      Tree tree = new Tree(now.size(), TileFiles.open(call.required("tiles")));
      path = tree.consistency(old.size());
    }
    Tree.requireConsistent(old.size(), old.root(), now.size(), now.root(), path);
    return "proven: %s only grew from %d to %d entries"
        .formatted(now.origin(), old.size(), now.size());
  }

  private static String fsck(Call call) throws IOException {
    Checkpoint at = checkpoint(call.required("checkpoint"), call.keys());
    Fsck fsck = new Fsck(at, call.has("tiles") ? TileFiles.open(call.required("tiles")) : null);
    String journal = call.words(1).get(0);
    if (journal.equals("-")) {
      return fsck.check(new JournalDump(System.in));
    }
    try (var in = Files.newInputStream(Path.of(journal))) {
      return fsck.check(new JournalDump(in));
    }
  }

  static Checkpoint checkpoint(String file, List<NoteKey> keys) throws IOException {
    return LogProof.requireCheckpoint(Note.parse(Files.readAllBytes(Path.of(file))), keys);
  }

  private static String newKey(Path secrets) throws IOException {
    int number = LogKey.newest(secrets) + 1;
    if (number == 1) {
      throw new WrongCall("there is no log-1.key in " + secrets + ": the command side makes it");
    }
    SecretFile.create(secrets.resolve(LogKey.file(number)), LogKey.make(new SecureRandom()));
    return "made: " + secrets.resolve(LogKey.file(number)) + ", in use from the next start";
  }
}
