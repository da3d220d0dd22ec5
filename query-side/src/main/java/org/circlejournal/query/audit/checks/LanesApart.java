package org.circlejournal.query.audit.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/**
 * No event names a member and a code; its metadata hold the id of a command and a role and nothing
 * else; what happened by one command is of one stream and one lane, wherever it stands in the
 * journal; no data key is named after a person; and no table has both lanes in its columns or in a
 * row.
 */
final class LanesApart extends Check {

  private static final Pattern QUOTED_MEMBER = Pattern.compile("\"(" + Forms.MEMBER + ")\"");
  private static final String COMMAND = "correlationId";
  private static final String ROLE = "role";
  private static final Set<String> ROLES =
      Stream.of(Role.values()).map(Json::kebab).collect(Collectors.toSet());

  private static final long OF_MEMBER = 1;
  private static final long OF_CODE = 2;
  private static final int LANES = 2;

  private final DataSource database;

  /** Everybody whom the journal names. */
  private final Set<String> members = new HashSet<>();

  private final Set<String> codes = new HashSet<>();

  /** Hex beside a member's id, and where first: it may turn out to be a code. */
  private final Map<String, String> beside = new HashMap<>();

  /** Of each command its stream's number and, in the last bits, its lanes. */
  private final Marks commands = new Marks();

  private final Map<String, Integer> streams = new HashMap<>();

  /** Names of data keys as the hex of their bytes, and the position of what they seal. */
  private final Marks keys = new Marks();

  LanesApart(DataSource database) {
    super(
        "lanes-apart",
        "Do a member's id and a survey code stand together nowhere?",
        "Tables that this process may not read (unreadable says how many); what lies outside of"
            + " journal and tables, such as logs and the write-ahead log; what times and orders"
            + " tell.");
    this.database = database;
  }

  @Override
  void see(Seen seen) {
    String payload = new String(seen.leaf().payload(), StandardCharsets.UTF_8);
    String metadata = new String(seen.leaf().metadata(), StandardCharsets.UTF_8);
    boolean holds = isOfItsLane(seen);
    seen.ballots().stream().map(Ballot::code).forEach(this::learn);
    Set<String> named = membersIn(payload);
    members.addAll(named);
    Set<String> hex = PersonRows.hexIn(payload);
    boolean namesCode = hex.stream().anyMatch(codes::contains);
    if (!named.isEmpty() && namesCode) {
      holds = false;
    } else if (!named.isEmpty()) {
      hex.forEach(each -> beside.putIfAbsent(each, seen.place()));
    }
    holds &= keepsToOneCommand(seen, metadata, !named.isEmpty(), namesCode);
    if (seen.event() instanceof Record event) {
      Parts.of(event).seals(seal -> keys.mark(hexOf(seal.key()), seen.position() + 1));
    }
    require(holds, seen.place());
  }

  private void learn(@Nullable String code) {
    if (code != null) {
      codes.add(code);
    }
  }

  private static Set<String> membersIn(String text) {
    Set<String> found = new HashSet<>();
    Matcher member = QUOTED_MEMBER.matcher(text);
    while (member.find()) {
      found.add(member.group(1));
    }
    return found;
  }

  // --- lanes ------------------------------------------------------------------------------------

  private boolean isOfItsLane(Seen seen) {
    if (seen.event() instanceof ConsentGiven e) {
      return of(e.lane(), e.principal()) && e.purpose().lane() == e.lane();
    } else if (seen.event() instanceof ConsentWithdrawn e) {
      return of(e.lane(), e.principal()) && e.purpose().lane() == e.lane();
    } else if (seen.event() instanceof ErasureRequested e) {
      return of(e.lane(), e.principal());
    } else if (seen.event() instanceof ErasureCompleted e) {
      return of(e.lane(), e.principal());
    }
    return true;
  }

  private boolean of(Lane lane, String principal) {
    if (lane == Lane.MEMBER) {
      return Forms.MEMBER.matcher(principal).matches();
    }
    learn(principal);
    return Forms.HEX.matcher(principal).matches();
  }

  // --- commands ---------------------------------------------------------------------------------

  /** Whether the metadata say no more than they may, and nothing that joins two persons. */
  private boolean keepsToOneCommand(Seen seen, String metadata, boolean member, boolean code) {
    JsonNode said = parsed(metadata);
    if (said == null || !isOfForm(said)) {
      return false;
    }
    if (!said.has(COMMAND)) {
      return true;
    }
    String command = said.path(COMMAND).textValue();
    long stream = 1L + streams.computeIfAbsent(seen.leaf().stream(), s -> streams.size());
    long before = commands.of(command);
    long lanes = (before & (OF_MEMBER | OF_CODE)) | (member ? OF_MEMBER : 0) | (code ? OF_CODE : 0);
    commands.mark(command, stream << LANES | lanes);
    boolean sameStream = before == Marks.NONE || before >> LANES == stream;
    return sameStream && lanes != (OF_MEMBER | OF_CODE);
  }

  private static @Nullable JsonNode parsed(String metadata) {
    try {
      return Json.mapper().readTree(metadata);
    } catch (IOException torn) {
      return null;
    }
  }

  private static boolean isOfForm(JsonNode said) {
    boolean known = said.isObject();
    for (Map.Entry<String, JsonNode> one : said.properties()) {
      String text = String.valueOf(one.getValue().textValue());
      known &=
          (one.getKey().equals(COMMAND) && Forms.UUID.matcher(text).matches())
              || (one.getKey().equals(ROLE) && ROLES.contains(text));
    }
    return known;
  }

  // --- at the end -------------------------------------------------------------------------------

  @Override
  void end(List<Ballot> outside) {
    outside.stream().map(Ballot::code).forEach(this::learn);
    beside.forEach(
        (hex, place) -> {
          if (codes.contains(hex)) {
            violated(place + ": beside what turns out to be a code");
          }
        });
    for (String member : members) {
      sealedUnder(hexOf(member.substring("m-".length())), "a member's id");
    }
    for (String code : codes) {
      for (int from = 0; from + 32 <= code.length(); from += 32) {
        sealedUnder(code.substring(from, from + 32), "a survey code");
      }
    }
    PersonRows rows = PersonRows.in(database, members, codes);
    looked(rows.looked());
    for (int i = 0; i < rows.tablesNotRead(); i++) {
      couldNotLook();
    }
    rows.found().forEach(this::violated);
  }

  private void sealedUnder(String hex, String whose) {
    long position = keys.of(hex) - 1;
    if (position >= 0) {
      violated("position %d: its data key is named after %s".formatted(position, whose));
    }
  }

  /** 16 bytes as base64url and as hex are one name. What is neither stays as it is. */
  private static String hexOf(String name) {
    try {
      return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(name));
    } catch (IllegalArgumentException noBase64) {
      return name;
    }
  }
}
