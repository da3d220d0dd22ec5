package org.circlejournal.command.door;

import java.nio.file.Path;
import org.circlejournal.events.access.Limits;
import org.circlejournal.events.access.Oidc;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What {@code command-side.yml} and the environment say.
 *
 * @param journal where events are kept
 * @param secrets folder of keys and staff tokens, beside the data and not in it
 * @param oidc who issues the tokens of staff, if not the file in that folder
 * @param backupDays how long the operator keeps backups; erasure reports say it
 * @param lostKeys whether to start although keys are missing that sealed something
 * @param data folder of the operator's files, such as notices and instruments
 */
@ConfigurationProperties("circle")
record CommandSettings(
    Postgres postgres,
    Store journal,
    @Nullable AxonServer axonServer,
    Path secrets,
    Path data,
    int backupDays,
    LostKeys lostKeys,
    Oidc oidc,
    Limits limits) {

  /** What to do when the secrets folder lacks a key that the database knows. */
  enum LostKeys {
    REFUSE,
    ACCEPT
  }

  /** Where events are kept. */
  enum Store {
    POSTGRES,
    AXON_SERVER
  }

  /**
   * @param owner who creates tables; null when the user does
   */
  record Postgres(String url, String user, @Nullable String password, @Nullable Owner owner) {}

  record Owner(String user, @Nullable String password) {}

  /**
   * @param servers {@code host:port}, separated by commas
   * @param tls whether the connection is encrypted
   * @param certificate of the authority that signed the server's; null for those that Java trusts
   */
  record AxonServer(
      String servers, @Nullable String token, boolean tls, @Nullable Path certificate) {}
}
