package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.WEB;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.history.ServiceVersion;
import dev.troupe.core.history.ServiceVersions;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceVersionsTest {

    private final Ledger ledger = new Ledger("one", "two");

    private List<ServiceVersion> versions() {
        return ServiceVersions.of(WEB, ledger.trail());
    }

    private void becomes(String image) {
        ledger.update(web(image, 1).spec()).run().later(6000).settle();
    }

    @Test
    void everySpecIsKeptWithWhoAskedAndHowItsRolloutEnded() {
        ledger.create(web("web:1", 1).spec()).run();
        becomes("web:2");
        ledger.update(web("web:2", 3).spec()).run();

        assertThat(versions()).extracting(ServiceVersion::number).containsExactly(1, 2, 3);
        assertThat(versions())
                .extracting(version -> version.cause().by())
                .containsExactly("client service create", "client service update", "client service update");
        assertThat(versions()).extracting(ServiceVersion::ending).containsExactly("", "update completed", "");
    }

    @Test
    void aVersionThatCameBeforeTheOneBeforeWasDoneIsSaidToHaveOvertakenIt() {
        ledger.create(web("web:1", 1).spec()).run().update(web("web:2", 1).spec());
        assertThat(versions().get(1).ending()).isEqualTo("under way");
        ledger.update(web("web:3", 1).spec());
        assertThat(versions().get(1).ending()).isEqualTo("overtaken by version 3");
    }

    @Test
    void aRollbackToAnyVersionIsARollingUpdateUnderTheRollbackConfig() {
        ledger.create(web("web:1", 1).spec()).run();
        becomes("web:2");
        becomes("web:3");
        var first = versions().getFirst();
        ledger.client(
                "troupe rollback --to 1",
                new ServiceCommand.ReturnTo(
                        first.spec(), first.specVersion(), ledger.live().version()));

        assertThat(ledger.live().updateStatus().map(UpdateStatus::state)).contains(UpdateStatus.State.ROLLBACK_STARTED);
        assertThat(ledger.live().rollout().orElseThrow().rollback()).isTrue();
        ledger.run().later(6000).settle();
        assertThat(ledger.live().updateStatus().map(UpdateStatus::state))
                .contains(UpdateStatus.State.ROLLBACK_COMPLETED);
        assertThat(ledger.live().spec()).isEqualTo(first.spec());

        var back = versions().getLast();
        assertThat(back.number()).isEqualTo(4);
        assertThat(back.returnsTo()).isEqualTo(Optional.of(1));
        assertThat(back.ending()).isEqualTo("rollback completed");
        assertThat(ledger.live()
                        .previous()
                        .orElseThrow()
                        .spec()
                        .task()
                        .container()
                        .image())
                .isEqualTo("web:3");
    }

    @Test
    void goingBackByItselfIsAVersionToo() {
        ledger.create(web("web:1", 1).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run();
        ledger.update(web("web:bad", 1).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run();
        ledger.fails(ledger.inSlot(1));
        assertThat(versions().getLast().returnsTo()).contains(1);
        assertThat(versions().getLast().cause().by()).isEqualTo("update supervisor");
    }

    @Test
    void theVersionsOfARemovedServiceStay() {
        ledger.create(web("web:1", 1).spec()).run().client("service rm", new ServiceCommand.Remove());
        assertThat(versions()).hasSize(1);
    }
}
