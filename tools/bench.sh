#!/usr/bin/env bash
# Instructions of kernels and of whole commands: a table on stdout, and build/bench.json, a list of
# {"name","target","value","unit","how"}. Without the model the commands are left out.
# bench.sh HOST_PROGRAM MODEL BOARD...
set -eu
cd "$(dirname "$0")/.."
host=$1 model=$2
shift 2
commands=('lights on' 'please turn on the light in the kitchen to forty percent')
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT

# Tab-separated name, target, value, unit, how.
kernels() { # board
  "build/boards/$1/run" "build/boards/$1/bench.elf" </dev/null | awk -v board="$1" -v OFS='\t' '
    { name = $1; for (i = 2; i < NF - 2; i++) name = name " " $i
      value = $(NF - 2) / $(NF - 1)
      words = $NF ~ /^words/
      if (words) name = "loaded words: " last; else last = name
      print name, board, sprintf(value < 100 ? "%.3f" : "%d", value), words ? $NF : "instructions/" $NF,
        words ? "inner loops, by construction" : "QEMU -icount" }'
}

# The whole step and what of it is not the matrix product, and the arena, which is the same for every command.
step() { # board
  local slot
  slot=$(sed -nE '/"slots"/,$ s/.*"base": "([^"]*)".*/\1/p' "targets/$1/board.json" | head -n 1)
  "build/boards/$1/run" "build/boards/$1/step_bench.elf" -device "loader,file=${model//,/,,},addr=$slot,force-raw=on" </dev/null |
    awk -v board="$1" -v OFS='\t' '
    /^step/ { name = "step of " $3 ($3 == 1 ? " token " : " tokens ") $5
      print name, board, $6, "instructions", "QEMU -icount"
      print name ", outside of the products", board, sprintf("%.1f", 100 * (1 - $7 / $6)), "%", "QEMU -icount, less the products alone" }
    /^arena/ { print "arena of a command", board, $2, "bytes", "nlm_arena_bytes" }
    !/^(step|arena)/ { print "bench: " board ": " $0 > "/dev/stderr"; exit 1 }'
}

# The median of the answers' figures to `times` times the command; nothing is cached.
median() { # times, command, arguments of the host
  local times=$1 command=$2
  shift 2
  yes "$command" | head -n "$times" | "$host" --model "$model" --cache 0 "$@" 2>/dev/null |
    sed -E 's/.*"(us|instructions)":([0-9]+).*/\2/' | sort -n | sed -n "$((times / 2 + 1))p"
}

for board in "$@"; do kernels "$board"; done >"$figures"
if [ -f "$model" ]; then
  for board in "$@"; do step "$board"; done >>"$figures"
  for command in "${commands[@]}"; do
    printf 'command: %s\thost\t%s\tus\twall clock, median of 101\n' "$command" "$(median 101 "$command")" >>"$figures"
    for board in "$@"; do
      printf 'command: %s\t%s\t%s\tinstructions\tkernels, QEMU -icount\n' "$command" "$board" "$(median 1 "$command" --board "$board")" >>"$figures"
    done
  done
else
  echo "bench: $model is missing, so no commands are measured; \`make train\` makes it" >&2
fi

awk -F '\t' -v json=build/bench.json '
  $3 == "" { print "bench: no figure for " $1 " on " $2 > "/dev/stderr"; exit 1 }
  { printf "%-56s %-11s %10s %-18s %s\n", $1, $2, $3, $4, $5
    printf("%s{\"name\":\"%s\",\"target\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"how\":\"%s\"}", (NR > 1 ? ",\n" : "[\n"), $1, $2, $3, $4, $5) > json }
  END { print "\n]" > json }' "$figures"
