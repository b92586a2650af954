package dev.troupe.http.rehearsals;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.Report;

/** A forecast as JSON: durations are seconds, what is absent is left out. */
public final class ForecastJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addMixIn(Report.Ending.class, EndingNames.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    /** {@code rolledBack}. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    private interface EndingNames {}

    private ForecastJson() {}

    public static String write(Forecast forecast) {
        try {
            return MAPPER.writeValueAsString(forecast);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @throws IllegalArgumentException for what another release may have written */
    public static Forecast read(String json) {
        try {
            return MAPPER.readValue(json, Forecast.class);
        } catch (JsonProcessingException other) {
            throw new IllegalArgumentException("that forecast is not understood: " + other.getOriginalMessage(), other);
        }
    }
}
