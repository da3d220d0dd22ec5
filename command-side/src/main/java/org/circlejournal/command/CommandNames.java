package org.circlejournal.command;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.circlejournal.command.circle.CircleCommand;
import org.circlejournal.command.closing.ClosingCommand;
import org.circlejournal.command.consent.ConsentCommand;
import org.circlejournal.command.session.SessionCommand;
import org.circlejournal.command.survey.SurveyCommand;
import org.circlejournal.command.theme.ThemeCommand;
import org.jspecify.annotations.Nullable;

/** The fixed map from a command's name in the path, {@code start-session}, to its record. */
public final class CommandNames {

  private static final List<Class<? extends Command>> FAMILIES =
      List.of(
          CircleCommand.class,
          SessionCommand.class,
          ThemeCommand.class,
          SurveyCommand.class,
          ConsentCommand.class,
          ClosingCommand.class);

  private static final Map<String, Class<? extends Command>> BY_NAME = new LinkedHashMap<>();

  static {
    for (Class<? extends Command> family : FAMILIES) {
      for (Class<?> type : family.getPermittedSubclasses()) {
        BY_NAME.put(nameOf(type), type.asSubclass(Command.class));
      }
    }
  }

  private CommandNames() {}

  public static @Nullable Class<? extends Command> typeOf(String name) {
    return BY_NAME.get(name);
  }

  /** {@code StartSession → start-session}. */
  public static String nameOf(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  public static Collection<Class<? extends Command>> types() {
    return BY_NAME.values();
  }

  /** The same map, for orders on their way to another node. */
  static final class Ids extends TypeIdResolverBase {

    @Override
    public String idFromValue(Object value) {
      return nameOf(value.getClass());
    }

    @Override
    public String idFromValueAndType(@Nullable Object value, Class<?> suggested) {
      return nameOf(value == null ? suggested : value.getClass());
    }

    /** Null is an error to Jackson, which names the unknown command. */
    @Override
    public @Nullable JavaType typeFromId(DatabindContext context, String id) {
      Class<? extends Command> type = typeOf(id);
      return type == null ? null : context.constructType(type);
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }
}
