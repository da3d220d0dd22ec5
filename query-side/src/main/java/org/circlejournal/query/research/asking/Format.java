package org.circlejournal.query.research.asking;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;

/** As what an answer is sent. */
public enum Format {
  JSON("application/json"),
  CSV("text/csv"),
  ARROW("application/vnd.apache.arrow.stream"),
  PARQUET("application/vnd.apache.parquet");

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** As it stands in {@code ?format=}, and as a file's ending. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rows alone, in one of the formats that are not text. */
  public byte[] binary(Result result) {
    try {
      return this == ARROW ? Arrow.write(result) : Parquet.write(result);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("a result cannot be written", e);
    }
  }
}
