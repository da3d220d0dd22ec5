package org.circlejournal.command;

import org.axonframework.commandhandling.CommandExecutionException;
import org.jspecify.annotations.Nullable;

/** A rule said no. Nothing was journaled. The code survives a bus as the exception's details. */
public final class Refused extends CommandExecutionException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  public Refused(Refusal refusal) {
    this(refusal, refusal.sentence());
  }

  /**
   * @param detail a sentence that names what was met and what was expected, and nobody
   */
  public Refused(Refusal refusal, String detail) {
    this(refusal, detail, null);
  }

  public Refused(Refusal refusal, String detail, @Nullable Throwable cause) {
    super(detail, cause, refusal.code());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }

  /** A refusal is an answer, thrown often: its stack says nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
