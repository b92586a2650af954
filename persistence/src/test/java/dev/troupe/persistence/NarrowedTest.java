package dev.troupe.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NarrowedTest {

    private static Optional<String> narrowed(String json) {
        return Narrowed.to("id7", json.getBytes(UTF_8)).map(bytes -> new String(bytes, UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'event':{'tasks':['id1','id7','id3']}} | {'event':{'tasks':['id7']}}",
                "{'event':{'tasks':[ 'id7' , 'id3' ]},'at':1} | {'event':{'tasks':['id7']},'at':1}",
                "{'at':'é','event':{'plans':[{'t':'id1'},{'t':'id2','u':[1,'id7']},{'t':'id7'}],'n':4}}"
                        + "| {'at':'é','event':{'plans':[{'t':'id2','u':[1,'id7']},{'t':'id7'}],'n':4}}",
                "{'event':{'one':'id7','a':[1,2],'b':[],'c':{'d':[1,2]}}} | {'event':{'one':'id7','a':[],'b':[],'c':{'d':[1,2]}}}",
                "{'of':['id1','id7'],'event':{'a':['id1']}} | {'of':['id1','id7'],'event':{'a':[]}}",
                "{'event':{'a':['iid7','id77','d7']}} | {'event':{'a':['iid7','id77']}}",
                "{'event':{'a':['id1','id7']},'n':1} | {'event':{'a':['id7']},'n':1}",
                "{'event':[1,'id7']} | {'event':[1,'id7']}",
                "{'event':{'n':-1.5e3,'b':true,'a':['\\\\',']\\'[','id7\\'}'],'c':null}} | {'event':{'n':-1.5e3,'b':true,'a':['id7\\'}'],'c':null}}",
                "{'event':{'a':[7,[8,'id7'],{'b':{'c':['id7']}},[]]}} | {'event':{'a':[[8,'id7'],{'b':{'c':['id7']}}]}}",
            })
    void ofEachListOnlyWhatHoldsTheWordIsLeft(String whole, String left) {
        assertThat(narrowed(whole.replace('\'', '"'))).contains(left.replace('\'', '"'));
    }

    @Test
    void withoutTheWordNothingIsLeft() {
        assertThat(narrowed("{\"event\":{\"tasks\":[\"id1\",\"id\",\"d7\"]}}")).isEmpty();
        assertThat(narrowed("")).isEmpty();
    }

    @Test
    void whatBreaksOffIsUnreadable() {
        assertThatThrownBy(() -> narrowed("{\"event\":{\"tasks\":[\"id7\"")).isInstanceOf(Unreadable.class);
    }
}
