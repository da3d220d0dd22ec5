package org.circlejournal.query.audit.checks;

import java.lang.reflect.RecordComponent;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is sealed has the length of a seal, and every text in clear is a name, a number or a
 * code: no blank stands in it, but in the name of a circle.
 */
final class SealedWhereDue extends Check {

  /** Nonce and tag of AES-256-GCM. */
  private static final int AROUND = 12 + 16;

  /** Form, code and choices before the items; see {@code AnswerSheet}. */
  private static final int HEAD = 1 + 32 + 1;

  private static final Pattern CODE = Pattern.compile("[\\p{Alnum}_./:@+,-]{0,128}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 -]{2,20}");

  private final Instruments instruments;

  SealedWhereDue(Instruments instruments) {
    super("sealed-where-due", "Is everything sealed that must be, and no free text in clear?");
    this.instruments = instruments;
  }

  @Override
  void see(Seen seen) {
    if (seen.event() != null) {
      look(seen, seen.event());
    }
  }

  private void look(Seen seen, @Nullable Object value) {
    if (value instanceof Sealed sealed) {
      require(isSealed(sealed, seen), seen.place());
    } else if (value instanceof String text) {
      require(CODE.matcher(text).matches(), seen.place());
    } else if (value instanceof Collection<?> many) {
      many.forEach(one -> look(seen, one));
    } else if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> look(seen, key));
      map.values().forEach(one -> look(seen, one));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Object part = part(component, record);
        if (record instanceof CircleFounded founded && component.getName().equals("name")) {
          require(NAME.matcher(founded.name()).matches(), seen.place());
        } else {
          look(seen, part);
        }
      }
    }
  }

  private static @Nullable Object part(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isSealed(Sealed sealed, Seen seen) {
    int length;
    try {
      length = Base64.getUrlDecoder().decode(sealed.box()).length - AROUND;
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (seen.event() instanceof SurveyRecorded recorded) {
      return instruments.all().stream()
          .filter(one -> one.id().equals(recorded.instrument()))
          .anyMatch(one -> length == HEAD + items(one));
    }
    return length >= 64 && Integer.bitCount(length) == 1; // a bucket of Padding
  }

  private static int items(Instrument instrument) {
    return instrument.itemIds().size();
  }
}
