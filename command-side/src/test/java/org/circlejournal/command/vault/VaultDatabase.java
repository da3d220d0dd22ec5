package org.circlejournal.command.vault;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/** A real PostgreSQL with journal and vault, for tests of the vault. */
final class VaultDatabase implements AutoCloseable {

  final SecureRandom random = new SecureRandom();
  final Path folder = TestKeys.folder();
  final EpochKeys keys = TestKeys.fresh(folder);
  final TestPostgres.Database database = TestPostgres.journal();
  final HikariDataSource pool;
  final Journal journal;
  final Epochs epochs;
  final PostgresVault vault;

  VaultDatabase() {
    VaultTables.migrate(database.dataSource());
    pool = database.pool(12);
    journal = Journal.open(JournalSettings.postgres(pool));
    epochs = new Epochs(pool, journal.works(), keys, random);
    epochs.open();
    vault = new PostgresVault(pool, journal.works(), keys, random);
  }

  static CircleId freshCircle() {
    return new CircleId(UUID.randomUUID().toString());
  }

  /** As a command would: what is enlisted is committed at the end, or nothing is. */
  <T> T inCommand(Supplier<T> command) {
    var result =
        DefaultUnitOfWork.startAndGet(GenericMessage.asMessage("command"))
            .executeWithResult(command::get);
    if (result.isExceptional()) {
      if (result.exceptionResult() instanceof RuntimeException e) {
        throw e;
      }
      throw new IllegalStateException(result.exceptionResult());
    }
    return result.getPayload();
  }

  void inCommand(Runnable command) {
    inCommand(
        () -> {
          command.run();
          return true;
        });
  }

  long number(String sql, Object... parameters) {
    return Sql.select(pool, sql, row -> row.getLong(1), parameters).get(0);
  }

  /** Everything that the vault's tables say, as PostgreSQL writes it. */
  String dump() {
    List<String> tables =
        Sql.select(
            pool,
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'vault'",
            row -> row.getString(1));
    StringBuilder all = new StringBuilder();
    for (String table : tables) {
      String sql = "SELECT t::text FROM vault." + table + " t";
      Sql.select(pool, sql, row -> all.append(table).append(row.getString(1)).append('\n'));
    }
    return all.toString();
  }

  boolean has(Purpose purpose, int epoch) {
    return keys.has(purpose, epoch);
  }

  @Override
  public void close() {
    journal.close();
    pool.close();
  }
}
