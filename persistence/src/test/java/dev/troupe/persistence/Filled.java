package dev.troupe.persistence;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * Makes a value of any type of the domain: with every component filled in, so that a component that is not written or
 * not read is noticed; or with as little in it as its type allows.
 */
final class Filled {

    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");

    /** Every enum met on the way, with its constants: they stand in the journal by name. */
    final Map<String, List<String>> enums = new TreeMap<>();

    private final boolean full;

    private Filled(boolean full) {
        this.full = full;
    }

    static Filled full() {
        return new Filled(true);
    }

    static Filled bare() {
        return new Filled(false);
    }

    <T> T make(Class<T> type) {
        return type.cast(value(type, "it"));
    }

    private Object value(Type type, String name) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic, name);
            case Class<?> plain -> plain(plain, name);
            default -> throw new IllegalArgumentException("what is a " + type + "?");
        };
    }

    private Object plain(Class<?> type, String name) {
        if (type == String.class) return full || name.startsWith("id-of-") ? name : "";
        if (type == int.class || type == Integer.class) return full ? name.length() : 0;
        if (type == long.class || type == Long.class) return full ? 5_000_000_000L + name.length() : 0L;
        if (type == float.class) return full ? 0.3f : 0f;
        if (type == boolean.class) return full;
        if (type == Boolean.class) return false; // An Optional of false is not an absent one.
        if (type == Instant.class) return NOON;
        if (type == Duration.class) return full ? Duration.ofMillis(1500) : Duration.ZERO;
        if (type.isEnum()) {
            var constants = type.getEnumConstants();
            enums.put(
                    type.getName(),
                    Arrays.stream(constants).map(Object::toString).toList());
            return constants[full ? constants.length - 1 : 0];
        }
        if (type.isSealed()) return plain(type.getPermittedSubclasses()[0], name);
        if (type.getSimpleName().endsWith("Id")) name = "id-of-" + name; // Never blank.
        if (type.isRecord()) return record(type, name);
        throw new IllegalArgumentException("what is a " + type + "?");
    }

    private Object record(Class<?> type, String name) {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(components)
                .map(c -> value(c.getGenericType(), c.getName().equals("value") ? name : c.getName()))
                .toArray();
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

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object generic(ParameterizedType type, String name) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) return full ? Optional.of(value(arguments[0], name)) : Optional.empty();
        if (raw == List.class) return full ? List.of(value(arguments[0], name)) : List.of();
        if (raw == PVector.class) return full ? TreePVector.singleton(value(arguments[0], name)) : TreePVector.empty();
        if (raw == PSet.class) return full ? HashTreePSet.singleton(value(arguments[0], name)) : HashTreePSet.empty();
        if (raw == Map.class) {
            return full ? Map.of(value(arguments[0], name), value(arguments[1], name)) : Map.of();
        }
        if (raw == PMap.class) {
            return full
                    ? HashTreePMap.singleton(value(arguments[0], name), value(arguments[1], name))
                    : HashTreePMap.empty();
        }
        if (raw == TreePMap.class) {
            return full
                    ? TreePMap.from((Map) Map.of(value(arguments[0], name), value(arguments[1], name)))
                    : TreePMap.empty();
        }
        throw new IllegalArgumentException("what is a " + type + "?");
    }
}
