package dev.troupe.http.elsewhere;

import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What belongs to a container engine, which a manager is not (section 9): empty lists, 404 for whatever is looked up,
 * so that {@code docker inspect} goes on looking, and clear refusals for the rest.
 */
public final class EngineRoutes {
    private static final String NO_CONTAINERS =
            "this Troupe manager does not run standalone containers; create a service instead (not supported)";

    private EngineRoutes() {}

    public static void add(Router router) {
        containers(router);
        images(router);
        volumesAndPlugins(router);
        prune(router);
        for (var path : List.of("/build", "/commit", "/session", "/grpc", "/auth")) {
            router.refuse("POST", path, path + " is not supported by Troupe");
        }
        router.at("OPTIONS", "/{anything...}", call -> Replies.empty(200));
    }

    private static void containers(Router router) {
        router.always("GET", "/containers/json", call -> Replies.json("[]"));
        for (var view : List.of("json", "logs", "stats", "top", "changes", "export", "archive", "attach/ws")) {
            router.always("GET", "/containers/{name...}/" + view, EngineRoutes::noContainer);
        }
        router.always("GET", "/exec/{id}/json", call -> missing("No such exec instance: " + call.path("id")));
        router.refuse("POST", "/containers/create", NO_CONTAINERS);
        router.refuse("POST", "/exec/{rest...}", NO_CONTAINERS);
    }

    private static HttpResponse noContainer(Call call) {
        return missing("No such container: " + call.path("name"));
    }

    private static void images(Router router) {
        router.always("GET", "/images/json", call -> Replies.json("[]"));
        router.refuse("GET", "/images/get", "saving images is not supported by Troupe");
        router.refuse("GET", "/images/{name...}/get", "saving images is not supported by Troupe");
        router.always("GET", "/images/search", call -> Replies.json("[]"));
        router.always("GET", "/images/{name...}/json", EngineRoutes::noImage);
        router.always("GET", "/images/{name...}/history", EngineRoutes::noImage);
        router.at("DELETE", "/images/{name...}", EngineRoutes::noImage);
        router.refuse("POST", "/images/create", "pulling images is not supported by Troupe; nodes pull for services");
        router.refuse("POST", "/images/load", "loading images is not supported by Troupe");
        router.refuse("POST", "/images/{name...}/push", "pushing images is not supported by Troupe");
        router.refuse("POST", "/images/{name...}/tag", "tagging images is not supported by Troupe");
    }

    private static HttpResponse noImage(Call call) {
        return missing("No such image: " + call.path("name"));
    }

    private static void volumesAndPlugins(Router router) {
        router.always("GET", "/volumes", call -> Replies.json("{\"Volumes\":[],\"Warnings\":[]}"));
        router.always("GET", "/volumes/{name}", EngineRoutes::noVolume);
        router.at("DELETE", "/volumes/{name}", EngineRoutes::noVolume);
        router.refuse("POST", "/volumes/create", "creating volumes is not supported by Troupe; name them in a service");
        router.always("GET", "/plugins", call -> Replies.json("[]"));
        router.always(
                "GET", "/plugins/{name...}/json", call -> missing("plugin \"" + call.path("name") + "\" not found"));
        router.refuse("GET", "/plugins/privileges", "plugins are not supported by Troupe");
        router.refuse("POST", "/plugins/{rest...}", "plugins are not supported by Troupe");
    }

    private static HttpResponse noVolume(Call call) {
        return missing("get " + call.path("name") + ": no such volume");
    }

    private static void prune(Router router) {
        pruned(router, "/containers/prune", "ContainersDeleted");
        pruned(router, "/images/prune", "ImagesDeleted");
        pruned(router, "/volumes/prune", "VolumesDeleted");
        pruned(router, "/build/prune", "CachesDeleted");
        router.at("POST", "/networks/prune", call -> Replies.json("{\"NetworksDeleted\":[]}"));
        // Whatever else is done to a container is done to one that is not there; created ones there are none.
        router.refuse("POST", "/containers/{name...}", NO_CONTAINERS);
        router.at("DELETE", "/containers/{name...}", EngineRoutes::noContainer);
    }

    private static void pruned(Router router, String path, String field) {
        router.at(
                "POST",
                path,
                call -> Replies.json(
                        JsonOut.object(json -> json.words(field, List.of()).field("SpaceReclaimed", 0))));
    }

    private static HttpResponse missing(String message) {
        return Replies.error(404, message);
    }
}
