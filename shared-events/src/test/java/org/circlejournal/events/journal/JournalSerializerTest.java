package org.circlejournal.events.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalSerializerTest {

  private final JournalSerializer serializer = JournalSerializer.events();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session.Foo",
        "java.lang.String",
        "org.circlejournal.events.session.SessionEvent$SessionStarted"
      })
  void an_unknown_name_is_an_error(String name) {
    assertThatThrownBy(() -> read(name, "1", "{}"))
        .isInstanceOf(UnknownEvent.class)
        .hasMessage("unknown name " + name);
  }

  @Test
  void an_unknown_revision_is_an_error() {
    assertThatThrownBy(() -> read("session.SessionStarted", "2", "{}"))
        .isInstanceOf(UnknownEvent.class)
        .hasMessage("unknown revision 2 of session.SessionStarted");
    assertThatThrownBy(() -> read("session.SessionStarted", null, "{}"))
        .isInstanceOf(UnknownEvent.class);
  }

  @Test
  void what_is_no_event_is_not_written() {
    assertThatThrownBy(() -> serializer.serialize("a text", byte[].class))
        .isInstanceOf(SerializationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"circleId\":\"secret\",\"at\":\"2026-01-12T16:00:00Z\"",
        "{\"circleId\":\"secret\",\"at\":\"2026-01-12T16:00:00Z\"}",
        "{\"circleId\":null,\"at\":\"2026-01-12T16:00:00Z\",\"session\":3}",
        "{\"circleId\":\"secret\",\"at\":\"2026-01-12T16:00:00Z\",\"session\":\"3\"}",
        "{\"circleId\":\"secret\",\"at\":\"2026-01-12T16:00:00Z\",\"session\":3,\"more\":1}",
        "{\"circleId\":\"secret\",\"at\":\"2026-01-12T16:00:00Z\",\"session\":3} secret",
        "{\"circleId\":\"secret\",\"at\":\"secret\",\"session\":3}",
        "{\"circleId\":\"secret\",\"circleId\":\"x\",\"at\":\"2026-01-12T16:00:00Z\",\"session\":3}"
      })
  void torn_bytes_are_an_error_that_does_not_quote_them(String json) {
    assertThatThrownBy(() -> read("session.SessionStarted", "1", json))
        .isInstanceOf(TornEvent.class)
        .hasMessageStartingWith("torn payload of session.SessionStarted (")
        .message()
        .doesNotContain("secret", "more");
  }

  @Test
  void a_torn_event_brings_no_cause_that_quotes_it() {
    assertThatThrownBy(() -> read("session.SessionStarted", "1", "{\"circleId\":\"secret\"}"))
        .hasNoCause();
  }

  @Test
  void metadata_is_plain_json_and_makes_no_object_of_a_class_name() {
    MetaData metadata = MetaData.with("role", "member").and("correlation", "c-1");
    SerializedObject<byte[]> stored = serializer.serialize(metadata, byte[].class);
    assertThat(new String(stored.getData(), UTF_8)).doesNotContain("@class");
    assertThat(serializer.<byte[], MetaData>deserialize(stored)).isEqualTo(metadata);
    Object smuggled =
        read(MetaData.class.getName(), null, "{\"a\":[\"java.util.Date\",1],\"@class\":\"x\"}");
    assertThat(smuggled)
        .isEqualTo(MetaData.with("@class", "x").and("a", List.of("java.util.Date", 1)));
  }

  @Test
  void positions_are_kept_by_a_stable_name() {
    JournalSerializer tokens = JournalSerializer.tokens();
    GlobalSequenceTrackingToken token = new GlobalSequenceTrackingToken(4711);
    SerializedObject<byte[]> stored = tokens.serialize(token, byte[].class);
    assertThat(stored.getType().getName()).isEqualTo("global-sequence");
    assertThat(new String(stored.getData(), UTF_8)).isEqualTo("{\"globalIndex\":4711}");
    assertThat(tokens.<byte[], Object>deserialize(stored)).isEqualTo(token);
  }

  private Object read(String name, @Nullable String revision, String json) {
    return Objects.requireNonNull(
        serializer.<byte[], Object>deserialize(
            new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, name, revision)));
  }
}
