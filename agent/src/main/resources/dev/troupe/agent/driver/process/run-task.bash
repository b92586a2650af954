#!/bin/bash
# Runs one task of the process driver and outlives Troupe.
#   run-task.bash DIRECTORY          once: runs the command line in DIRECTORY/argv in a session of its own
#   run-task.bash DIRECTORY inside   the part that becomes the task
# Leaves in DIRECTORY: wrapper and pid (who runs: pid, start time, boot), log (a line each), exit (the exit code).
set -u
export LC_ALL=C
umask 077
directory=$1
cd "$directory" || exit 1

# Whether a process of this number is still the one we mean: its start time in ticks, and this boot of the machine.
identify() {
  local stat fields
  stat=$(<"/proc/$1/stat")
  read -r -a fields <<<"${stat##*) }"
  printf '%s %s %s\n' "$1" "${fields[19]}" "$(</proc/sys/kernel/random/boot_id)"
}

# Puts the stream's letter and the time in front of each line; long lines are cut. A capital letter ends the stream.
stamp() {
  local line
  while IFS= read -r -n 16384 line || [[ -n $line ]]; do
    printf '%s %s %s\n' "$1" "$EPOCHREALTIME" "$line"
  done
  printf '%s %s \n' "${1^^}" "$EPOCHREALTIME"
}

if [[ ${2:-} == inside ]]; then
  identify $$ >pid.new && mv pid.new pid || exit 125
  mapfile -d '' -t command <argv
  cd work || exit 125
  umask 022
  exec "${command[@]}"
  exit 126
fi

mkdir started 2>/dev/null || exit 0 # Never twice.
identify $$ >wrapper.new && mv wrapper.new wrapper || exit 1
setsid bash "$0" "$directory" inside </dev/null > >(stamp o >>log) 2> >(stamp e >>log)
code=$?
# As in a container: when the first process ends, the others of its group end too.
[[ -f pid ]] && read -r first _ <pid && kill -KILL -- "-$first" 2>/dev/null
echo "$code" >exit.new && mv exit.new exit
