package org.circlejournal.events.journal;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the journal is.
 *
 * @param dataSource the PostgreSQL database that always exists; up to two of its connections are
 *     held for good
 * @param axonServer null when the journal itself is in that database
 */
public record JournalSettings(DataSource dataSource, @Nullable AxonServer axonServer) {

  /**
   * @param servers {@code host:port}, separated by commas
   * @param token access token; null if the server asks for none
   * @param component name of this application as the server shows it
   * @param tls whether the connection is encrypted, and the server's certificate checked
   * @param certificate file of the authority that signed it, PEM; null for those that Java trusts
   */
  public record AxonServer(
      String servers,
      @Nullable String token,
      String component,
      boolean tls,
      @Nullable Path certificate) {

    /** Without encryption. */
    public AxonServer(String servers, @Nullable String token, String component) {
      this(servers, token, component, false, null);
    }
  }

  public static JournalSettings postgres(DataSource dataSource) {
    return new JournalSettings(dataSource, null);
  }
}
