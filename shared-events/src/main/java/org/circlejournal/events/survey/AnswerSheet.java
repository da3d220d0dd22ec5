package org.circlejournal.events.survey;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;

/**
 * What is sealed inside {@link SurveyRecorded}: whose answers, what the person chose, and one byte
 * per item. Its length is that of the instrument and says nothing else: {@value #HEAD} bytes and
 * the items.
 *
 * @param surveys whether the answers may be scored; if not, no item is answered
 * @param items as {@link Instrument#encode} writes them, hex
 */
public record AnswerSheet(
    SurveyCode code,
    boolean surveys,
    boolean researchAnswers,
    boolean quote,
    boolean link,
    String items) {

  private static final byte FORM = 1;
  private static final int CODE = 32;
  private static final int HEAD = 1 + CODE + 1;

  /** For {@link Instrument#decode}. */
  public byte[] itemBytes() {
    return HexFormat.of().parseHex(items);
  }

  /** What the sheet is sealed for, beside its circle. */
  public static String associated(Wave wave, String instrument) {
    String event = EventNames.nameOf(SurveyRecorded.class);
    return Associated.what(event, wave.value(), instrument, "answers");
  }

  /** Form, code, choices, items. */
  public byte[] bytes() {
    int choices = (surveys ? 1 : 0) | (researchAnswers ? 2 : 0) | (quote ? 4 : 0) | (link ? 8 : 0);
    byte[] perItem = itemBytes();
    return ByteBuffer.allocate(HEAD + perItem.length)
        .put(FORM)
        .put(HexFormat.of().parseHex(code.value()))
        .put((byte) choices)
        .put(perItem)
        .array();
  }

  /**
   * @throws IllegalArgumentException when the bytes are not those of a sheet
   */
  public static AnswerSheet of(byte[] bytes) {
    if (bytes.length < HEAD || bytes[0] != FORM) {
      throw new IllegalArgumentException("no answer sheet: " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    byte[] code = new byte[CODE];
    in.get(code);
    int choices = in.get();
    byte[] items = new byte[in.remaining()];
    in.get(items);
    return new AnswerSheet(
        new SurveyCode(HexFormat.of().formatHex(code)),
        (choices & 1) != 0,
        (choices & 2) != 0,
        (choices & 4) != 0,
        (choices & 8) != 0,
        HexFormat.of().formatHex(items));
  }

  /** Names nobody. */
  @Override
  public String toString() {
    return "AnswerSheet[" + items.length() / 2 + " items]";
  }
}
