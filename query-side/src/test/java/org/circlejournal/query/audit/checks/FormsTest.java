package org.circlejournal.query.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.Instruments;
import org.junit.jupiter.api.Test;

/** Every text of every event has a closed form; what people choose themselves is listed here. */
class FormsTest {

  private static final String WORDS = "nights-always-ours";

  private final Forms forms = new Forms(Instruments.shipped());

  @Test
  void no_text_of_an_event_is_without_a_form() {
    List<String> without = new ArrayList<>();
    eachText(
        (record, component) -> {
          boolean isBox = record == Sealed.class && component.equals("box");
          if (!isBox && !forms.know(record, component)) {
            without.add(record.getSimpleName() + "." + component);
          }
        });
    assertThat(without).isEmpty();
  }

  @Test
  void words_without_blanks_pass_only_where_people_choose_a_code() {
    List<String> open = new ArrayList<>();
    eachText(
        (record, component) -> {
          if (forms.allow(record, component, WORDS)) {
            open.add(record.getSimpleName() + "." + component);
          }
        });
    assertThat(open)
        .containsExactlyInAnyOrder(
            "CircleFounded.name",
            "CircleFounded.workplace",
            "CircleFounded.frameVersion",
            "FrameAgreed.frameVersion",
            "LevelHeldBack.workplace",
            "CirclesGlued.workplace",
            "Notice.version",
            "Notice.language",
            "DataDisclosed.study");
  }

  @Test
  void no_text_may_hold_a_sentence() {
    eachText(
        (record, component) ->
            assertThat(forms.allow(record, component, "Always our nights, never theirs."))
                .as(record + "." + component)
                .isFalse());
  }

  /**
   * The command side's own list, as it stands in its source: the sides share no code but events.
   */
  @Test
  void what_the_eraser_says_was_destroyed_and_kept_is_known() throws Exception {
    String eraser =
        Files.readString(
            Path.of("../command-side/src/main/java/org/circlejournal/command/vault/Eraser.java"));
    List<String> kinds =
        Pattern.compile("_(?:DESTROYED|KEPT) =\\s+List\\.of\\(([^)]+)\\)")
            .matcher(eraser)
            .results()
            .flatMap(list -> Pattern.compile("\"([^\"]+)\"").matcher(list.group(1)).results())
            .map(kind -> kind.group(1))
            .toList();
    assertThat(kinds)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            kind -> assertThat(forms.allow(ErasureCompleted.class, "destroyed", kind)).isTrue());
  }

  // --- all texts of all events
  // --------------------------------------------------------------------

  private static void eachText(BiConsumer<Class<?>, String> each) {
    Set<Class<?>> seen = new LinkedHashSet<>();
    EventNames.types().forEach(type -> texts(type, seen, each));
    assertThat(seen).hasSizeGreaterThan(EventNames.types().size());
  }

  private static void texts(Class<?> type, Set<Class<?>> seen, BiConsumer<Class<?>, String> each) {
    if (type.isSealed()) {
      for (Class<?> one : type.getPermittedSubclasses()) {
        texts(one, seen, each);
      }
    } else if (type.isRecord() && seen.add(type)) {
      for (RecordComponent component : type.getRecordComponents()) {
        texts(type, component.getName(), component.getGenericType(), seen, each);
      }
    }
  }

  private static void texts(
      Class<?> record,
      String component,
      Type type,
      Set<Class<?>> seen,
      BiConsumer<Class<?>, String> each) {
    if (type instanceof ParameterizedType many) {
      for (Type argument : many.getActualTypeArguments()) {
        texts(record, component, argument, seen, each);
      }
    } else if (type == String.class) {
      each.accept(record, component);
    } else if (type instanceof Class<?> part) {
      texts(part, seen, each);
    }
  }
}
