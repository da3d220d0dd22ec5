package org.circlejournal.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.CommandNames;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.query.view.ViewDefinition;
import org.junit.jupiter.api.Test;

/** README is one screen, and its room table is the code's. */
class ReadmeTest {

  private static final int ONE_SCREEN = 110;

  private static final Map<String, List<String>> TABLE =
      Document.readme().table("| room | commands | → events | → views |");

  @Test
  void it_is_one_screen() {
    assertThat(Document.readme().lines()).hasSizeLessThanOrEqualTo(ONE_SCREEN);
  }

  @Test
  void it_says_that_the_sample_is_synthetic() {
    assertThat(String.join(" ", Document.readme().lines())).contains("**synthetic** sample year");
  }

  @Test
  void its_table_has_every_room() {
    assertThat(TABLE.keySet()).containsExactly(Code.ROOMS);
  }

  @Test
  void its_table_has_every_command_in_its_room() {
    for (String room : Code.ROOMS) {
      List<String> commands = new ArrayList<>();
      for (Class<?> type : CommandNames.types()) {
        if (EventNames.room(type).equals(room)) {
          commands.add(CommandNames.nameOf(type));
        }
      }
      assertThat(cell(room, 1))
          .as("commands of " + room)
          .containsExactlyInAnyOrderElementsOf(commands);
    }
  }

  @Test
  void its_table_has_every_event_in_its_room() {
    for (String room : Code.ROOMS) {
      List<String> events =
          EventNames.types().stream()
              .filter(type -> EventNames.room(type).equals(room))
              .map(Class::getSimpleName)
              .toList();
      assertThat(cell(room, 2)).as("events of " + room).containsExactlyInAnyOrderElementsOf(events);
    }
  }

  @Test
  void its_table_has_every_view_in_its_room() {
    for (String room : Code.ROOMS) {
      List<String> views = new ArrayList<>();
      for (Class<?> type : Views.types()) {
        ViewDefinition<?> view = Views.definition(type);
        if (type.getPackageName().startsWith(Code.QUERY + "." + room + ".")) {
          views.add(view.name());
        }
      }
      assertThat(cell(room, 3)).as("views of " + room).containsExactlyInAnyOrderElementsOf(views);
    }
  }

  private static List<String> cell(String room, int column) {
    return Document.codes(TABLE.getOrDefault(room, List.of("", "", "", "")).get(column));
  }
}
