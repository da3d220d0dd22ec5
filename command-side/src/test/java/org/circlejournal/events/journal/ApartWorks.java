package org.circlejournal.events.journal;

import javax.sql.DataSource;

/** Works as they are where events and vault are not one transaction (Axon Server). */
public final class ApartWorks implements AutoCloseable {

  private final GroupCommit writer;
  private final Works works;

  public ApartWorks(DataSource database) {
    writer = new GroupCommit(database);
    works = new Works(writer, false);
  }

  public Works works() {
    return works;
  }

  @Override
  public void close() {
    writer.close();
  }
}
