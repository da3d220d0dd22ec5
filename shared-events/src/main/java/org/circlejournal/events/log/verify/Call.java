package org.circlejournal.events.log.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.log.LogKeys;
import org.circlejournal.events.log.NoteKey;

/** What was typed: a command, options and words. */
record Call(String command, Map<String, String> options, List<String> arguments) {

  private static final Set<String> OPTIONS = Set.of("key", "tiles", "checkpoint", "live", "user");

  static Call of(List<String> words) {
    if (words.isEmpty()) {
      throw new WrongCall("no command");
    }
    Map<String, String> options = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith("--")) {
        String[] option = word.substring(2).split("=", 2);
        if (!OPTIONS.contains(option[0]) || option.length < 2) {
          throw new WrongCall("there is no option " + word);
        }
        options.put(option[0], option[1]);
      } else {
        arguments.add(word);
      }
    }
    return new Call(words.get(0), options, arguments);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  String required(String option) {
    String value = options.get(option);
    if (value == null) {
      throw new WrongCall("--" + option + "=… is needed");
    }
    return value;
  }

  List<String> words(int count) {
    if (arguments.size() != count) {
      throw new WrongCall(command + " takes " + count + " words, not " + arguments.size());
    }
    return arguments;
  }

  /** A vkey, or a file of the log's keys. */
  List<NoteKey> keys() throws IOException {
    String key = required("key");
    return Files.exists(Path.of(key))
        ? LogKeys.parse(Files.readString(Path.of(key)))
        : List.of(NoteKey.parse(key));
  }
}
