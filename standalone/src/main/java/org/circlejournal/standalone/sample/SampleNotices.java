package org.circlejournal.standalone.sample;

import org.circlejournal.events.consent.ConsentEvent.Notice;

/** The two notices that the synthetic members were given. */
record SampleNotices(Notice takingPart, Notice answers) {}
