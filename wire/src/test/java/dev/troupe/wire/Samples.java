package dev.troupe.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Values of a type: with everything filled in and with nothing, and with each case of each sealed type that is met on the way. What is
 * not written, not read, or has no name is noticed.
 */
final class Samples {

    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");

    private final ActorRef<?> actor;

    Samples(ActorRef<?> actor) {
        this.actor = actor;
    }

    List<Object> of(Type type, String name) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic, name);
            case Class<?> plain -> plain(plain, name);
            default -> throw new IllegalArgumentException("what is a " + type + "?");
        };
    }

    private List<Object> plain(Class<?> type, String name) {
        if (type == String.class) return List.of(name, "");
        if (type == int.class || type == Integer.class) return List.of(name.length(), 0);
        if (type == long.class || type == Long.class) return List.of(5_000_000_000L + name.length(), 0L);
        if (type == float.class) return List.of(0.3f, 0f);
        if (type == boolean.class) return List.of(true, false);
        if (type == Boolean.class) return List.of(false); // An Optional of false is not an absent one.
        if (type == Instant.class) return List.of(NOON);
        if (type == Duration.class) return List.of(Duration.ofMillis(1500), Duration.ZERO);
        if (type.isEnum()) return List.of(type.getEnumConstants());
        if (type.isSealed()) {
            return Stream.of(type.getPermittedSubclasses())
                    .flatMap(permitted -> plain(permitted, name).stream())
                    .toList();
        }
        if (type.isRecord()) return records(type, name);
        throw new IllegalArgumentException("what is a " + type + "?");
    }

    /** As many as the component with the most samples has. */
    private List<Object> records(Class<?> type, String name) {
        var isId = type.getSimpleName().endsWith("Id");
        var columns = Arrays.stream(type.getRecordComponents())
                .map(part -> isId ? List.<Object>of("id-of-" + name) : of(part.getGenericType(), part.getName()))
                .toList();
        var rows = columns.stream().mapToInt(List::size).max().orElse(1);
        return IntStream.range(0, rows)
                .mapToObj(row -> make(
                        type,
                        columns.stream()
                                .map(column -> column.get(Math.min(row, column.size() - 1)))
                                .toArray()))
                .toList();
    }

    private static Object make(Class<?> type, Object[] values) {
        var types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalArgumentException("cannot make a " + type, e);
        }
    }

    private List<Object> generic(ParameterizedType type, String name) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == ActorRef.class) return List.of(actor);
        var first = of(arguments[0], name);
        if (raw == List.class) return List.of(first, List.of());
        if (raw == Optional.class) {
            var all = new ArrayList<Object>(first.stream().map(Optional::of).toList());
            all.add(Optional.empty());
            return all;
        }
        if (raw == Map.class) {
            return List.of(Map.of(first.getFirst(), of(arguments[1], name).getFirst()), Map.of());
        }
        throw new IllegalArgumentException("what is a " + type + "?");
    }
}
