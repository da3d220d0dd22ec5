package org.circlejournal.events.consent;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Padding;
import org.circlejournal.events.survey.SurveyCode;

/** What is sealed inside {@link SurveyCodeLinked}: that a member and a code are one person. */
public record CodeLink(MemberId member, SurveyCode code) {

  /** What the link is sealed for, beside its circle. */
  public static String associated() {
    return Associated.what(EventNames.nameOf(SurveyCodeLinked.class), "", "", "link");
  }

  /** Padded, so that the length says nothing. */
  public byte[] bytes() {
    return Padding.text(code.value() + member.value());
  }

  /**
   * @throws IllegalArgumentException when the bytes are not those of a link
   */
  public static CodeLink of(byte[] bytes) {
    String text = new String(Padding.unpad(bytes), StandardCharsets.UTF_8);
    if (text.length() <= 64) {
      throw new IllegalArgumentException("no link of member and code: " + bytes.length + " bytes");
    }
    String code = text.substring(0, 64);
    HexFormat.of().parseHex(code); // or it is none
    return new CodeLink(new MemberId(text.substring(64)), new SurveyCode(code));
  }

  /** Names nobody. */
  @Override
  public String toString() {
    return "CodeLink[]";
  }
}
