package org.circlejournal.query.audit.log;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.log.Note;
import org.circlejournal.query.audit.log.AuditStore.Signing;

/** Signs with the newest key of the secrets folder that the log knows. */
final class Signer {

  private final Path secrets;
  private final Map<Integer, LogKey> signing = new ConcurrentHashMap<>();

  Signer(Path secrets) {
    this.secrets = secrets;
  }

  /** Which key, for a name that no other log has. */
  String fingerprint() {
    return LogKey.read(secrets, requireSome()).fingerprint();
  }

  private int requireSome() {
    int newest = LogKey.newest(secrets);
    if (newest == 0) {
      throw new IllegalStateException(
          secrets.resolve(LogKey.file(1)) + " is missing; the command side makes it");
    }
    return newest;
  }

  /**
   * Makes the log know the newest key, handed over by the one before.
   *
   * @throws IllegalStateException if a key is missing or is another than the log knows
   */
  void introduce(AuditStore store, Head head) throws SQLException {
    LogKey newest = LogKey.read(secrets, requireSome());
    List<Signing> known = store.keys(head.log());
    String vkey = newest.verifying(head.origin()).vkey();
    if (known.isEmpty()) {
      store.key(head.log(), new Signing(newest.number(), vkey, null));
      return;
    }
    Signing last = known.get(known.size() - 1);
    if (last.number() == newest.number()) {
      if (!last.vkey().equals(vkey)) {
        throw new IllegalStateException(
            LogKey.file(newest.number()) + " is not the key that signed this log");
      }
      return;
    }
    if (last.number() > newest.number()) {
      throw new IllegalStateException(LogKey.file(last.number()) + " is missing");
    }
    LogKey old = LogKey.read(secrets, last.number());
    if (!old.verifying(head.origin()).vkey().equals(last.vkey())) {
      throw new IllegalStateException(
          LogKey.file(last.number()) + " is not the key that signed this log");
    }
    Note handOver = LogKey.handOver(head.origin(), old, newest);
    store.key(head.log(), new Signing(newest.number(), vkey, handOver.written()));
  }

  /** With the newest key that the log knows. */
  Note sign(AuditStore store, int log, Checkpoint checkpoint) throws SQLException {
    List<Signing> known = store.keys(log);
    if (known.isEmpty()) {
      throw new IllegalStateException("the log has no key yet");
    }
    int number = known.get(known.size() - 1).number();
    return signing.computeIfAbsent(number, n -> LogKey.read(secrets, n)).sign(checkpoint);
  }
}
