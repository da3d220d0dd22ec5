package org.circlejournal.command.survey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the box: one person's answers to one instrument, and what the journal needs when the
 * box is emptied. Its length is that of the instrument, whatever was answered and chosen.
 *
 * @param link the choice to link both lanes; null when nothing was said about it
 * @param linked who chose to link; null unless {@code link} is true
 * @param castAt when it was put into the box; never journaled
 * @param items one byte per item, hex
 */
record Ballot(
    SurveyCode code,
    boolean surveys,
    boolean researchAnswers,
    boolean quote,
    @Nullable Boolean link,
    @Nullable MemberId linked,
    Notice notice,
    Instant castAt,
    String items) {

  private static final byte FORM = 1;
  private static final int HASH = 32;
  private static final int SHORT_TEXT = 24;
  private static final int LONG_TEXT = 48;
  private static final int HEAD =
      1 + HASH + 1 + 1 + LONG_TEXT + 2 * (1 + SHORT_TEXT) + HASH + Long.BYTES + Integer.BYTES;

  /**
   * @throws IllegalArgumentException if a text is longer than its place
   */
  byte[] bytes() {
    byte[] perItem = HexFormat.of().parseHex(items);
    ByteBuffer out = ByteBuffer.allocate(HEAD + perItem.length);
    out.put(FORM);
    out.put(HexFormat.of().parseHex(code.value()));
    int linking = link == null ? 0 : link ? 24 : 8;
    out.put((byte) ((surveys ? 1 : 0) | (researchAnswers ? 2 : 0) | (quote ? 4 : 0) | linking));
    putText(out, linked == null ? "" : linked.value(), LONG_TEXT);
    putText(out, notice.version(), SHORT_TEXT);
    putText(out, notice.language(), SHORT_TEXT);
    out.put(HexFormat.of().parseHex(notice.sha256()));
    out.putLong(castAt.getEpochSecond()).putInt(castAt.getNano());
    return out.put(perItem).array();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no ballot
   */
  static Ballot of(byte[] bytes) {
    if (bytes.length < HEAD || bytes[0] != FORM) {
      throw new IllegalArgumentException("no ballot: " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    SurveyCode code = new SurveyCode(hex(in, HASH));
    int choices = in.get();
    String linked = text(in, LONG_TEXT);
    Notice notice = new Notice(text(in, SHORT_TEXT), text(in, SHORT_TEXT), hex(in, HASH));
    Instant castAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
    return new Ballot(
        code,
        (choices & 1) != 0,
        (choices & 2) != 0,
        (choices & 4) != 0,
        (choices & 8) == 0 ? null : (Boolean) ((choices & 16) != 0),
        linked.isEmpty() ? null : new MemberId(linked),
        notice,
        castAt,
        hex(in, in.remaining()));
  }

  private static void putText(ByteBuffer out, String text, int place) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > place) {
      throw new IllegalArgumentException(bytes.length + " bytes (expected: at most " + place + ")");
    }
    out.put((byte) bytes.length).put(bytes).put(new byte[place - bytes.length]);
  }

  private static String text(ByteBuffer in, int place) {
    int length = in.get();
    byte[] bytes = new byte[place];
    in.get(bytes);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static String hex(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Names nobody. */
  @Override
  public String toString() {
    return "Ballot[" + items.length() / 2 + " items]";
  }
}
