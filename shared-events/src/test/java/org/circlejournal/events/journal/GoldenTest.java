package org.circlejournal.events.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.circlejournal.events.JournalEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was written once must be written alike and read alike for ever. Each file {@code
 * room.Event.revision.json} holds one sample a line. When an event is new, the failing test leaves
 * its file in {@code target/golden}; look at it, then move it to the others.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final JournalSerializer SERIALIZER = JournalSerializer.events();

  static Stream<Class<? extends JournalEvent>> types() {
    return EventNames.types().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void an_event_is_written_and_read_byte_for_byte(Class<? extends JournalEvent> type)
      throws IOException {
    List<JournalEvent> samples = Samples.of(type);
    String written =
        samples.stream()
            .map(sample -> new String(SERIALIZER.serialize(sample, byte[].class).getData(), UTF_8))
            .collect(Collectors.joining("\n", "", "\n"));
    String file = EventNames.nameOf(type) + "." + EventNames.revisionOf(type) + ".json";
    Path proposal = Path.of("target/golden", file);
    Files.createDirectories(Objects.requireNonNull(proposal.getParent()));
    Files.writeString(proposal, written);

    assertThat(GOLDEN.resolve(file)).exists();
    String golden = Files.readString(GOLDEN.resolve(file));
    assertThat(written).isEqualTo(golden);
    List<Object> read = golden.lines().map(line -> read(type, line)).toList();
    assertThat(read).isEqualTo(samples);
  }

  private static Object read(Class<?> type, String line) {
    SerializedObject<byte[]> stored =
        new SimpleSerializedObject<>(
            line.getBytes(UTF_8), byte[].class, SERIALIZER.typeForClass(type));
    return Objects.requireNonNull(SERIALIZER.<byte[], Object>deserialize(stored));
  }

  /**
   * A file without an event means that a name was lost, and with it everything written under it.
   */
  @Test
  void every_golden_file_has_its_event() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      Set<String> names =
          files
              .map(file -> file.getFileName().toString())
              .map(file -> file.replaceFirst("\\.[0-9]+\\.json$", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(names).isEqualTo(types().map(EventNames::nameOf).collect(Collectors.toSet()));
    }
  }

  @Test
  void the_names_of_events_are_their_room_and_simple_name() {
    assertThat(types().map(EventNames::nameOf))
        .contains("session.MemberCheckedIn", "circle.CircleFounded", "survey.ResultReleased")
        .doesNotHaveDuplicates()
        .allMatch(
            name -> name.matches("(circle|session|theme|survey|consent|closing)\\.[A-Za-z]+"));
  }
}
