package dev.troupe.rehearsal;

import dev.troupe.actors.Homes;
import dev.troupe.actors.service.ServiceActor;
import org.apache.pekko.actor.typed.Behavior;

/** A bug put into the manager on purpose, to show that rehearsals find it. */
interface Mischief {

    Mischief NONE = new Mischief() {};

    /** Between the mail and the entities. */
    default Homes in(Homes homes) {
        return homes;
    }

    /** Around a service. */
    default Behavior<ServiceActor.Message> in(Behavior<ServiceActor.Message> service) {
        return service;
    }
}
