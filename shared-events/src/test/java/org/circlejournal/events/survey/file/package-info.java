@NullMarked
package org.circlejournal.events.survey.file;

import org.jspecify.annotations.NullMarked;
