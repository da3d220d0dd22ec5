package org.circlejournal.query.consent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.consent.bycode.ConsentByCodeView;
import org.circlejournal.query.consent.bymember.ConsentByMemberView;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.door.Inquiry.Asked;
import org.circlejournal.query.door.Inquiry.Paper;
import org.circlejournal.query.door.Inquiry.Rows;
import org.circlejournal.query.view.ViewReader;

/** {@code /audit/circles/{id}/consents}, {@code /audit/principal} and {@code /audit/receipt}. */
public final class Consents {

  private static final Pattern CODE = Pattern.compile("[0-9a-f]{64}");
  private static final String JSON_LD = "application/ld+json";
  private static final String JSON_SCHEMA = "application/schema+json";
  private static final String TEXT = "text/plain";
  private static final Set<Role> AUDITOR = Set.of(Role.AUDITOR);
  private static final Set<Role> AUDITOR_AND_ONESELF = Set.of(Role.AUDITOR, Role.MEMBER);

  private final ViewReader reader;
  private final Journal journal;
  private final Path data;
  private final Supplier<String> checkpoint;

  /**
   * @param data the operator's folder, with {@code responsible.json}
   * @param checkpoint the log's latest; empty if there is none
   */
  public Consents(ViewReader reader, Journal journal, Path data, Supplier<String> checkpoint) {
    this.reader = reader;
    this.journal = journal;
    this.data = data;
    this.checkpoint = checkpoint;
  }

  public List<Inquiry> inquiries() {
    return List.of(
        Inquiry.rows(
                "/audit/circles/{id}/consents",
                "how many of a circle consented to what, over time",
                AUDITOR,
                CountRow.class,
                asked -> counts(Objects.requireNonNull(asked.circle()), asked.showing()))
            .withPast(),
        Inquiry.rows(
                "/audit/principal",
                "a person's consents, and what was recorded and used under them",
                AUDITOR_AND_ONESELF,
                Traced.class,
                asked -> new Rows(trace(asked), -1))
            .aboutPrincipal(),
        Inquiry.paper(
                "/audit/receipt",
                "a person's consent record (ISO/IEC TS 27560), to keep",
                AUDITOR_AND_ONESELF,
                List.of(JSON_LD, TEXT),
                this::receipt)
            .aboutPrincipal(),
        Inquiry.paper(
            "/audit/receipt/schema",
            "what a consent record must look like (JSON Schema 2020-12)",
            AUDITOR_AND_ONESELF,
            List.of(JSON_SCHEMA),
            asked -> new Paper(JSON_SCHEMA, Receipt.schema(), null)));
  }

  /** How many of a circle consented to what, as far as that may be shown. */
  public static Rows counts(CircleId circle, Inquiry.Showing showing) {
    List<CountRow> counts = new ArrayList<>();
    counts.addAll(showing.rows(ConsentByMemberView.VIEW, ConsentByMemberView.COUNTS, circle));
    counts.addAll(showing.rows(ConsentByCodeView.VIEW, ConsentByCodeView.COUNTS, circle));
    return new Rows(counts, -1);
  }

  private List<Traced> trace(Asked asked) {
    String id = Objects.requireNonNull(asked.principal());
    Lane lane = CODE.matcher(id).matches() ? Lane.CODE : Lane.MEMBER;
    var sheet = lane == Lane.CODE ? ConsentByCodeView.CHANGES : ConsentByMemberView.CHANGES;
    List<Traced> lines =
        reader.find(sheet, "id", id).stream()
            .map(ViewReader.Line::circle)
            .distinct() // a member and a code are of one circle only
            .filter(asked.mayKnow())
            .flatMap(circle -> Trace.of(journal, lane, id, circle).stream())
            .toList();
    if (lines.isEmpty()) {
      throw Inquiry.unknownPrincipal();
    }
    return lines;
  }

  private Paper receipt(Asked asked) {
    List<Traced> lines = trace(asked);
    Receipt receipt =
        new Receipt(
            Responsible.in(data), lines, founded(lines.get(0).circleId()), checkpoint.get());
    return TEXT.equals(asked.type())
        ? new Paper(TEXT + ";charset=UTF-8", receipt.text(), null)
        : new Paper(JSON_LD, receipt.json(), null);
  }

  private CircleFounded founded(CircleId circle) {
    return (CircleFounded) journal.readStream(circle.value(), 0).next().getPayload();
  }
}
