package org.circlejournal.query.research.archive;

/**
 * What a researcher gets to see.
 *
 * @param name a code; the same name has the same pseudonyms
 * @param quote whether the words of people who may be quoted are in it
 * @param rare whether people are kept whose pattern of presence over waves few share
 * @param key of its pseudonyms, 32 random bytes; gone with the study
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Study(String name, StudyLane lane, boolean quote, boolean rare, byte[] key) {

  @Override
  public String toString() {
    return "Study[" + name + "]";
  }
}
