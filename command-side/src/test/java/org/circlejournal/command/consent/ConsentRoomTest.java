package org.circlejournal.command.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import org.circlejournal.command.Answer;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.consent.ConsentCommand.*;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsentRoomTest {

  private static final Instant AT = session(2);
  private static final Notice TAKING_PART = notice("taking-part");
  private static final GiveConsent TO_RESEARCH =
      new GiveConsent(Purpose.RESEARCH_PARTICIPATION, TAKING_PART);

  private static ConsentGiven given(int member, Purpose purpose, Notice notice) {
    return new ConsentGiven(CIRCLE, AT, Lane.MEMBER, member(member).value(), purpose, notice);
  }

  private static ConsentWithdrawn withdrawn(int member, Purpose purpose) {
    return new ConsentWithdrawn(CIRCLE, AT, Lane.MEMBER, member(member).value(), purpose);
  }

  private static ErasureRequested erasure(int member) {
    return new ErasureRequested(CIRCLE, AT, Lane.MEMBER, member(member).value());
  }

  private static CircleFixture closed() {
    return circle(3).given(new CircleClosed(CIRCLE, AT, ClosureReason.COMPLETED));
  }

  private static CircleFixture sealed() {
    return closed().given(new CircleSealed(CIRCLE, AT));
  }

  // --- giving ----------------------------------------------------------------------------------

  @Test
  void a_member_consents_on_a_notice_in_use() {
    circle(3)
        .when(member(1), AT, TO_RESEARCH)
        .expectEvents(given(1, Purpose.RESEARCH_PARTICIPATION, TAKING_PART));
  }

  @Test
  void consent_is_given_after_closing_but_not_after_sealing() {
    closed()
        .when(member(1), AT, TO_RESEARCH)
        .expectEvents(given(1, Purpose.RESEARCH_PARTICIPATION, TAKING_PART));
    sealed().when(member(1), AT, TO_RESEARCH).expectRefused(CIRCLE_SEALED);
  }

  @Test
  void only_members_consent() {
    circle(3).when(member(4), AT, TO_RESEARCH).expectRefused(NOT_A_MEMBER);
    circle(3).when(STEWARD, AT, TO_RESEARCH).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void a_notice_that_is_not_in_use_is_refused() {
    Notice altered = new Notice("1", "en", "0".repeat(64));
    Notice laterVersion = new Notice("2", "en", TAKING_PART.sha256());
    for (Notice notice : new Notice[] {altered, laterVersion, notice("answers")}) {
      circle(3)
          .when(member(1), AT, new GiveConsent(Purpose.RESEARCH_PARTICIPATION, notice))
          .expectRefused(NOTICE_UNKNOWN);
    }
  }

  @Test
  void the_same_consent_is_given_once() {
    circle(3)
        .when(member(1), AT, new GiveConsent(Purpose.TAKE_PART, TAKING_PART))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void on_another_notice_it_is_another_consent() {
    Notice german =
        PAPERS.notices().all().stream()
            .filter(t -> t.notice().equals("taking-part") && t.language().equals("de"))
            .map(t -> new Notice(t.version(), t.language(), t.sha256()))
            .findFirst()
            .orElseThrow();
    circle(3)
        .when(member(1), AT, new GiveConsent(Purpose.TAKE_PART, german))
        .expectEvents(given(1, Purpose.TAKE_PART, german));
  }

  @Test
  void after_a_withdrawal_consent_can_be_given_again() {
    circle(3)
        .given(withdrawn(1, Purpose.TAKE_PART))
        .when(member(1), AT, new GiveConsent(Purpose.TAKE_PART, TAKING_PART))
        .expectEvents(given(1, Purpose.TAKE_PART, TAKING_PART));
  }

  @ParameterizedTest
  @EnumSource(
      value = Purpose.class,
      names = {"SURVEYS", "RESEARCH_ANSWERS", "QUOTE", "LINK"})
  void consents_of_the_codes_lane_are_given_with_a_ballot_only(Purpose purpose) {
    assertThatThrownBy(() -> new GiveConsent(purpose, notice("answers")))
        .isInstanceOfSatisfying(
            Form.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo("purpose"));
  }

  // --- withdrawing -----------------------------------------------------------------------------

  @Test
  void a_member_withdraws_at_once() {
    circle(3)
        .when(member(1), AT, new WithdrawConsent(Purpose.TAKE_PART))
        .expectEvents(withdrawn(1, Purpose.TAKE_PART));
  }

  @Test
  void what_was_not_given_is_not_withdrawn() {
    circle(3)
        .when(member(1), AT, new WithdrawConsent(Purpose.RESEARCH_PARTICIPATION))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void one_member_withdraws_for_none_but_themself() {
    circle(3)
        .given(withdrawn(1, Purpose.TAKE_PART))
        .when(member(2), AT, new WithdrawConsent(Purpose.TAKE_PART))
        .expectEvents(withdrawn(2, Purpose.TAKE_PART));
  }

  @Test
  void who_left_can_still_withdraw_but_not_consent() {
    MemberLeft left = new MemberLeft(CIRCLE, AT, member(1));
    circle(3)
        .given(left)
        .when(member(1), AT, new WithdrawConsent(Purpose.TAKE_PART))
        .expectEvents(withdrawn(1, Purpose.TAKE_PART));
    circle(3).given(left).when(member(1), AT, TO_RESEARCH).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void a_sealed_book_still_takes_withdrawals() {
    sealed()
        .when(member(1), AT, new WithdrawConsent(Purpose.TAKE_PART))
        .expectEvents(withdrawn(1, Purpose.TAKE_PART));
  }

  @Test
  void strangers_withdraw_nothing() {
    circle(3)
        .when(member(4), AT, new WithdrawConsent(Purpose.TAKE_PART))
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void in_the_codes_lane_a_withdrawal_counts_at_once_and_no_event_says_so() {
    CircleFixture circle = sealed();
    CircleFixture.Then then = circle.when(actorWithCode(2), AT, new WithdrawConsent(Purpose.QUOTE));
    then.expectEvents();
    Answer answer = then.answer();
    assertThat(answer.events()).isEmpty();
    assertThat(answer.version()).isEqualTo(circle.version());
    assertThat(circle.vault().withdrawn(CIRCLE, code(2), Purpose.QUOTE)).isTrue();
    assertThat(circle.vault().withdrawn(CIRCLE, code(2), Purpose.SURVEYS)).isFalse();
  }

  // --- erasure ---------------------------------------------------------------------------------

  @Test
  void a_member_asks_for_erasure_even_after_sealing_or_leaving() {
    circle(3).when(member(1), AT, new RequestErasure(Lane.MEMBER)).expectEvents(erasure(1));
    sealed().when(member(1), AT, new RequestErasure(Lane.MEMBER)).expectEvents(erasure(1));
    circle(3)
        .given(new MemberLeft(CIRCLE, AT, member(1)))
        .when(member(1), AT, new RequestErasure(Lane.MEMBER))
        .expectEvents(erasure(1));
  }

  @Test
  void erasure_is_requested_once() {
    circle(3)
        .given(erasure(1))
        .when(member(1), AT, new RequestErasure(Lane.MEMBER))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void strangers_have_nothing_erased() {
    circle(3).when(member(4), AT, new RequestErasure(Lane.MEMBER)).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void in_the_codes_lane_a_request_waits_in_the_vault_and_no_event_says_so() {
    CircleFixture circle = sealed();
    circle.when(actorWithCode(2), AT, new RequestErasure(Lane.CODE)).expectEvents();
    assertThat(circle.vault().erasures()).containsExactly(code(2));
  }
}
