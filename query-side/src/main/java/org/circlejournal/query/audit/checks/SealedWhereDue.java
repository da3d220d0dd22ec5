package org.circlejournal.query.audit.checks;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is sealed has the length of a seal and a data key of its own, and every text in clear
 * has the closed form of its field: an enumeration, an id or a code. Nothing else may be text.
 */
final class SealedWhereDue extends Check {

  /** Nonce and tag of AES-256-GCM. */
  private static final int AROUND = 12 + 16;

  /** Form, code and choices before the items; see {@code AnswerSheet}. */
  private static final int HEAD = 1 + 32 + 1;

  private static final Pattern STREAM = Pattern.compile("(ledger-)?" + Forms.UUID);

  private final Asked asked;
  private final Forms forms;
  private final Marks keys = new Marks();

  SealedWhereDue(Instruments instruments, Asked asked) {
    super(
        "sealed-where-due",
        "Is everything sealed that must be, and no free text in clear?",
        "What people hide in a code that they choose themselves: names of circles and workplaces,"
            + " versions and languages of notices.");
    this.asked = asked;
    this.forms = new Forms(instruments);
  }

  @Override
  void see(Seen seen) {
    require(
        STREAM.matcher(seen.leaf().stream()).matches()
            && Forms.UUID.matcher(seen.leaf().eventId()).matches(),
        seen.place());
    if (seen.event() instanceof Record event) {
      look(seen, event);
    }
  }

  private void look(Seen seen, Record record) {
    if (record instanceof Sealed sealed) {
      require(isSealed(sealed, seen) && keys.isNew(sealed.key()), seen.place());
    }
    Parts.of(record).forEach((component, value) -> look(seen, record, component, value));
  }

  private void look(Seen seen, Record record, String component, @Nullable Object value) {
    if (value instanceof String text) {
      boolean isBox = record instanceof Sealed && component.equals("box");
      require(isBox || forms.allow(record.getClass(), component, text), seen.place());
    } else if (value instanceof Collection<?> many) {
      many.forEach(one -> look(seen, record, component, one));
    } else if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> look(seen, record, component, key));
      map.values().forEach(one -> look(seen, record, component, one));
    } else if (value instanceof Record part) {
      look(seen, part);
    } else if (value != null && !hasAFormOfItsOwn(value)) {
      violated(seen.place());
    }
  }

  private static boolean hasAFormOfItsOwn(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Instant
        || value instanceof LocalDateTime
        || value instanceof ZoneId;
  }

  private boolean isSealed(Sealed sealed, Seen seen) {
    int length;
    try {
      length = Base64.getUrlDecoder().decode(sealed.box()).length - AROUND;
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (seen.event() instanceof SurveyRecorded recorded) {
      return asked.by(recorded).filter(one -> length == HEAD + items(one)).isPresent();
    }
    return length >= 64 && Integer.bitCount(length) == 1; // a bucket of Padding
  }

  private static int items(Instrument instrument) {
    return instrument.itemIds().size();
  }
}
