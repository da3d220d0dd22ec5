package org.circlejournal.events.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.session.SessionEvent.ReflectionShared;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jackson is the truth; the lean decoder may only be faster. */
class LeanDecoderTest {

  private static final int MUTATIONS = 3_000;

  private static final Map<Class<?>, Repeated> KNOWN = new HashMap<>();

  static Stream<Class<? extends JournalEvent>> types() {
    return EventNames.types().stream().filter(type -> LeanDecoder.of(type, KNOWN) != null);
  }

  @Test
  void the_frequent_events_are_lean() {
    assertThat(types())
        .contains(
            MemberCheckedIn.class,
            PhaseEntered.class,
            QuestionAsked.class,
            ReflectionShared.class,
            CasePresented.class,
            ThemeExplored.class,
            RippleNoted.class,
            ConsentGiven.class,
            PulseReleased.class,
            ResultReleased.class);
  }

  @ParameterizedTest
  @MethodSource("types")
  void what_is_written_is_read_as_jackson_reads_it(Class<? extends JournalEvent> type)
      throws IOException {
    LeanDecoder decoder = decoder(type);
    for (byte[] written : written(type)) {
      byte[] within = new byte[written.length + 9];
      Arrays.fill(within, (byte) '}');
      System.arraycopy(written, 0, within, 4, written.length);
      assertThat(decoder.decode(within, 4, written.length))
          .isNotNull()
          .isEqualTo(Json.events().readValue(written, type));
    }
  }

  @Test
  void an_id_that_comes_again_is_the_same_object() {
    LeanDecoder decoder = decoder(MemberCheckedIn.class);
    byte[] written = written(MemberCheckedIn.class).get(0);
    assertThat(decoder.decode(written, 0, written.length))
        .isInstanceOfSatisfying(
            MemberCheckedIn.class,
            once ->
                assertThat(decoder.decode(written.clone(), 0, written.length))
                    .isInstanceOfSatisfying(
                        MemberCheckedIn.class,
                        again -> assertThat(again.member()).isSameAs(once.member())));
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatever_the_bytes_it_never_says_anything_else_than_jackson(
      Class<? extends JournalEvent> type) {
    Random random = new Random(type.getName().hashCode());
    LeanDecoder decoder = decoder(type);
    for (byte[] written : written(type)) {
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] mutated = mutated(written, random);
        Object read = decoder.decode(mutated, 0, mutated.length);
        if (read != null) {
          assertThat(read).as(new String(mutated, UTF_8)).isEqualTo(jackson(mutated, type));
        }
      }
    }
  }

  private static @Nullable Object jackson(byte[] bytes, Class<?> type) {
    try {
      return Json.events().readValue(bytes, type);
    } catch (IOException e) {
      return "refused: " + e.getClass().getSimpleName();
    }
  }

  /** One byte changed, left out, put in or doubled; or a stretch that is repeated. */
  private static byte[] mutated(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    String some = "{}[]\":,.-+0123456789eEntf\\u \tZT";
    byte any = (byte) some.charAt(random.nextInt(some.length()));
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = any;
        yield changed;
      }
      case 1 -> spliced(bytes, at, at + 1, new byte[0]);
      case 2 -> spliced(bytes, at, at, new byte[] {any});
      default -> {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(30));
        yield spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      }
    };
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] next = new byte[bytes.length - (to - from) + between.length];
    System.arraycopy(bytes, 0, next, 0, from);
    System.arraycopy(between, 0, next, from, between.length);
    System.arraycopy(bytes, to, next, from + between.length, bytes.length - to);
    return next;
  }

  private static LeanDecoder decoder(Class<?> type) {
    LeanDecoder decoder = LeanDecoder.of(type, KNOWN);
    assertThat(decoder).isNotNull();
    return java.util.Objects.requireNonNull(decoder);
  }

  private static List<byte[]> written(Class<? extends JournalEvent> type) {
    return Samples.of(type).stream()
        .map(sample -> JournalSerializer.events().serialize(sample, byte[].class).getData())
        .toList();
  }
}
