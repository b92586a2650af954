package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.WEB;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class WhyTest extends Asking {

    @Test
    void ofTheUnknownNothingIsTold() {
        assertThat(ledger.why().task(new TaskId("nobody"))).isEmpty();
        assertThat(ledger.why().service(new ServiceId("nobody"))).isEmpty();
        assertThat(ledger.why().node(new NodeId("nobody"))).isEmpty();
    }

    @Test
    void aMomentOfThePastKnowsNothingOfWhatCameLater() {
        ledger.create(web("web:1", 1).spec()).run();
        Roster then = ledger.roster();
        var at = ledger.now();
        var story = ledger.why().service(WEB);
        ledger.later(1000).update(web("web:2", 1).spec()).run();

        assertThat(new Why(then, ledger.trail(), at).service(WEB)).isEqualTo(story);
        assertThat(service()).isNotEqualTo(story.orElseThrow());
    }

    @Test
    void asTextTheAnswerComesFirst() {
        ledger.create(web("web:1", 1).only("node.labels.zone==a").spec()).later(5000);
        assertThat(StoryText.of(task(1), ledger.now(), ZoneId.of("UTC"))).isEqualTo("""
                        web.1/t001 has waited for a node for 5 s: no suitable node (scheduling constraints not satisfied on 3 nodes).

                        In detail:
                          one, three and two: node.labels.zone==a not met (nothing there)

                        What would help, any one of these:
                          - label zone=a on one, three or two
                              docker node update --label-add zone=a one
                          - the service without the constraint node.labels.zone==a
                              docker service update --constraint-rm 'node.labels.zone==a' web

                        What it waits for:
                          - a node that fits, for 5 s so far

                        How it came to this (UTC; it is 2026-03-04 02:00:05.000):
                          02:00:00.000  a client (service create) created web: 1 x web:1
                          02:00:00.000  web planned this task for slot 1
                          02:00:00.000  no node took it: no suitable node (scheduling constraints not satisfied on 3 nodes)
                        """);
    }

    @Test
    void timesAreThoseOfWhoeverAsksAndAnotherDayIsNamed() {
        ledger.create(web("web:1", 1).spec()).run();
        var now = ledger.now().plusSeconds(22 * 3600);
        assertThat(StoryText.of(task(1), now, ZoneId.of("Europe/Berlin")))
                .contains("(Europe/Berlin; it is 2026-03-05 01:00:00.000):\n  2026-03-04\n  03:00:00.000  a client");
    }
}
