package org.circlejournal.query.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** One lane's way into the tables of all generations of a replay. For one thread. */
final class Writers {

  /** Sent when so much has gathered in one table. */
  private static final int FLUSH_BYTES = 3 << 16;

  private final Connection connection;
  private final List<View<?>> views = new ArrayList<>();

  /**
   * @param connection may write to the generations
   * @param generations in the order of the views
   */
  Writers(Connection connection, Folding folding, List<Generation> generations)
      throws SQLException {
    this.connection = connection;
    for (int i = 0; i < generations.size(); i++) {
      views.add(View.of(connection, generations.get(i).schema(), folding.views().get(i), i));
    }
  }

  private record View<S>(
      ViewDefinition<S> definition, int number, List<SheetWriter<S, ?>> sheets, CopyBuffer states) {

    static <S> View<S> of(Connection c, String schema, ViewDefinition<S> definition, int number)
        throws SQLException {
      List<SheetWriter<S, ?>> sheets = new ArrayList<>();
      for (Sheet<S, ?> sheet : definition.sheets()) {
        sheets.add(new SheetWriter<>(c, schema, sheet));
      }
      CopyBuffer states =
          new CopyBuffer(
              schema + ".state (circle_id, version, position, read_version, read_position, state)");
      return new View<>(definition, number, sheets, states);
    }

    void write(UUID id, Circle circle) {
      S state = circle.state(definition, number);
      sheets.forEach(sheet -> sheet.write(id, state));
      Mark folded = circle.folded();
      Mark read = circle.read(number);
      states.begin(6);
      states.uuid(id);
      states.int8(folded.version());
      states.int8(folded.position());
      states.int8(read.version());
      states.int8(read.position());
      states.text(json(state));
    }

    private static byte[] json(Object state) {
      try {
        return Json.mapper().writeValueAsBytes(state);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    void flush(Connection c, int above) throws SQLException {
      for (SheetWriter<S, ?> sheet : sheets) {
        if (sheet.buffer().size() > above) {
          sheet.buffer().flush(c);
        }
      }
      if (states.size() > above) {
        states.flush(c);
      }
    }

    long rows() {
      return sheets.stream().mapToLong(sheet -> sheet.buffer().rows()).sum() + states.rows();
    }
  }

  /** Rows and states of a circle, in every view. */
  void write(Circle circle) throws SQLException {
    UUID id = UUID.fromString(circle.id().value());
    for (View<?> view : views) {
      view.write(id, circle);
      view.flush(connection, FLUSH_BYTES);
    }
  }

  void flush() throws SQLException {
    for (View<?> view : views) {
      view.flush(connection, 0);
    }
  }

  /** Rows that were begun, states included, in the order of the views. */
  long[] rows() {
    return views.stream().mapToLong(View::rows).toArray();
  }
}
