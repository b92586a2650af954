package dev.troupe.agent.driver.process;

import dev.troupe.agent.driver.DriverTrouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whom a task's process runs as. Troupe as root gives its tasks an unprivileged user unless the service names one; no
 * process ever gains privileges by running a set-user-id program.
 *
 * @param root true: Troupe itself runs as root
 * @param name whom Troupe runs as
 * @param unprivileged user of tasks whose service names none
 */
record Users(boolean root, String name, String unprivileged, HostCommands host) {

    /** @param setpriv how to begin the command line */
    record User(List<String> setpriv, OptionalInt uid, OptionalInt gid) {

        boolean isRoot() {
            return uid.equals(OptionalInt.of(0));
        }
    }

    static Users of(HostCommands host, String unprivileged) {
        var uid = host.answer("id", "-u").orElse("");
        return new Users(uid.equals("0"), host.answer("id", "-un").orElse(uid), unprivileged, host);
    }

    User resolve(Optional<String> wanted, List<String> groups) {
        if (host.answer("setpriv", "--version").isEmpty()) {
            throw DriverTrouble.fatal(
                    "the process driver needs the program setpriv (package util-linux), which is not there");
        }
        var named = wanted.filter(user -> !user.isBlank());
        if (root) return asRoot(named.orElse(unprivileged), groups);
        if (named.isPresent()
                && !named.get().equals(name)
                && !Optional.of(named.get()).equals(host.answer("id", "-u"))) {
            throw DriverTrouble.fatal(
                    "cannot run as user " + named.get() + ": Troupe runs as " + name + ", not as root");
        }
        return new User(List.of("setpriv", "--no-new-privs"), OptionalInt.empty(), OptionalInt.empty());
    }

    private User asRoot(String wanted, List<String> groups) {
        var colon = wanted.indexOf(':');
        var user = colon < 0 ? wanted : wanted.substring(0, colon);
        var group = colon < 0 ? "" : wanted.substring(colon + 1);
        var uid = isNumber(user) ? user : lookUp("passwd", user, 2).orElseThrow(() -> unknown("user", user, "passwd"));
        var gid = group.isEmpty()
                ? lookUp("passwd", user, 3).orElse("65534") // A number that nobody has a name for.
                : isNumber(group)
                        ? group
                        : lookUp("group", group, 2).orElseThrow(() -> unknown("group", group, "group"));
        var setpriv = new ArrayList<>(List.of("setpriv", "--no-new-privs", "--reuid=" + uid, "--regid=" + gid));
        if (groups.isEmpty()) {
            setpriv.add("--clear-groups");
        } else {
            var ids = groups.stream()
                    .map(each -> isNumber(each)
                            ? each
                            : lookUp("group", each, 2).orElseThrow(() -> unknown("group", each, "group")))
                    .toList();
            setpriv.add("--groups=" + String.join(",", ids));
        }
        return new User(
                List.copyOf(setpriv), OptionalInt.of(Integer.parseInt(uid)), OptionalInt.of(Integer.parseInt(gid)));
    }

    private Optional<String> lookUp(String database, String key, int field) {
        return host.answer("getent", database, key)
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > field)
                .map(fields -> fields[field]);
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() < 10 && word.chars().allMatch(Character::isDigit);
    }

    private static DriverTrouble unknown(String what, String name, String file) {
        return DriverTrouble.fatal(
                "unable to find " + what + " " + name + ": no matching entries in " + file + " file");
    }
}
