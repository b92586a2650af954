package dev.troupe.persistence;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.Converter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/** Reads collections as what the domain holds: unmodifiable ones, and the persistent ones of pcollections. */
final class CollectionModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    CollectionModule() {
        super("collections");
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addDeserializers(new Readers());
    }

    private static final class Readers extends Deserializers.Base {

        @Override
        public @Nullable JsonDeserializer<?> findCollectionDeserializer(
                CollectionType type,
                DeserializationConfig config,
                BeanDescription description,
                @Nullable TypeDeserializer elementType,
                @Nullable JsonDeserializer<?> element) {
            if (type.getRawClass() == List.class) return listAs(type, List::copyOf);
            if (type.getRawClass() == PVector.class) return listAs(type, TreePVector::from);
            if (type.getRawClass() == PSet.class) return listAs(type, HashTreePSet::from);
            return null;
        }

        @Override
        public @Nullable JsonDeserializer<?> findMapDeserializer(
                MapType type,
                DeserializationConfig config,
                BeanDescription description,
                @Nullable KeyDeserializer key,
                @Nullable TypeDeserializer valueType,
                @Nullable JsonDeserializer<?> value) {
            if (type.getRawClass() == Map.class) {
                return mapAs(type, read -> read.isEmpty() ? Map.of() : Collections.unmodifiableMap(read));
            }
            if (type.getRawClass() == PMap.class) return mapAs(type, HashTreePMap::from);
            if (type.getRawClass() == TreePMap.class) return mapAs(type, Readers::sorted);
            return null;
        }

        /** Keys of sorted maps are numbers or identities: all comparable. */
        @SuppressWarnings({"unchecked", "rawtypes"})
        private static TreePMap<?, ?> sorted(Map<Object, Object> read) {
            return TreePMap.from((Map) read);
        }

        private static JsonDeserializer<?> listAs(CollectionType type, Function<List<Object>, Object> make) {
            var read = TypeFactory.defaultInstance().constructCollectionType(ArrayList.class, type.getContentType());
            return new Reader(new Made<>(read, type, make));
        }

        private static JsonDeserializer<?> mapAs(MapType type, Function<Map<Object, Object>, Object> make) {
            var read = TypeFactory.defaultInstance()
                    .constructMapType(LinkedHashMap.class, type.getKeyType(), type.getContentType());
            return new Reader(new Made<>(read, type, make));
        }
    }

    private record Made<R>(JavaType read, JavaType made, Function<R, Object> make) implements Converter<R, Object> {

        @Override
        public Object convert(R value) {
            return make.apply(value);
        }

        @Override
        public JavaType getInputType(TypeFactory types) {
            return read;
        }

        @Override
        public JavaType getOutputType(TypeFactory types) {
            return made;
        }
    }

    @SuppressWarnings("serial")
    private static final class Reader extends StdDelegatingDeserializer<Object> {
        private final Converter<Object, Object> make;

        @SuppressWarnings("unchecked")
        Reader(Converter<?, ?> make) {
            super((Converter<Object, Object>) make);
            this.make = (Converter<Object, Object>) make;
        }

        private Reader(Converter<Object, Object> make, JavaType read, JsonDeserializer<?> delegate) {
            super(make, read, delegate);
            this.make = make;
        }

        @Override
        protected StdDelegatingDeserializer<Object> withDelegate(
                Converter<Object, Object> converter, JavaType read, JsonDeserializer<?> delegate) {
            return new Reader(converter, read, delegate);
        }

        /** What is missing is empty. */
        @Override
        public Object getEmptyValue(DeserializationContext context) {
            return make.convert(
                    make.getInputType(context.getTypeFactory()).isMapLikeType()
                            ? new LinkedHashMap<>()
                            : new ArrayList<>());
        }
    }
}
