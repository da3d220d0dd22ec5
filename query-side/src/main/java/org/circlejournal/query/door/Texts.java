package org.circlejournal.query.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Padding;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.jspecify.annotations.Nullable;

/** Opens the texts of one circle's board, for its own members, at the moment they are shown. */
final class Texts {

  private final Unsealer unsealer;
  private final CircleId circle;

  Texts(Unsealer unsealer, CircleId circle) {
    this.unsealer = unsealer;
    this.circle = circle;
  }

  /** In the same order; null where there is no text, or its key was destroyed. */
  List<@Nullable String> open(Stream<? extends @Nullable SealedText> texts) {
    List<? extends @Nullable SealedText> all = texts.toList();
    List<Item> items = new ArrayList<>();
    for (SealedText text : all) {
      if (text != null) {
        items.add(new Item(text.sealed(), new Associated(circle.value(), text.associated())));
      }
    }
    List<Optional<byte[]>> plain = items.isEmpty() ? List.of() : unsealer.open(items);
    List<@Nullable String> opened = new ArrayList<>();
    int next = 0;
    for (SealedText text : all) {
      opened.add(text == null ? null : plain.get(next++).map(Padding::text).orElse(null));
    }
    return opened;
  }
}
