#!/usr/bin/env bash
# What the model takes on the emulated boards, against its budget: bytes of the image and of the arena, and instructions
# per command (mean of the golden commands, nothing cached).
#   budget.sh check HOST_PROGRAM MODEL BUDGET BOARD...   a line per figure and "N passed, N failed, N skipped"; fails when
#                  one has grown by more than 2 %, or either side lacks it; skips those that another compiler made
#   budget.sh write HOST_PROGRAM MODEL BUDGET BOARD...   writes the figures as the budget
set -eu -o pipefail
cd "$(dirname "$0")/.."
verb=$1 host=$2 model=$3 budget=$4
shift 4
figures=$(mktemp) complaints=$(mktemp)
trap 'rm -f "$figures" "$complaints"' EXIT

# The host's answers to /info and to the golden commands; what it says besides only if it fails.
answers() { # board
  { echo /info; cat tests/e2e/golden/commands.txt; } | "$host" --model "$model" --cache 0 --board "$1" 2>"$complaints" ||
    { cat "$complaints" >&2; return 1; }
}

# Tab-separated name, target, value, unit, how. Lines that never reach the kernels (empty, too long) are no commands.
measure() { # board
  local gcc
  gcc=$(sed -nE 's/.*"compiler": "([^"]*)".*/\1gcc/p' "targets/$1/board.json")
  answers "$1" | awk -v OFS='\t' -v board="$1" -v gcc="gcc $("$gcc" -dumpfullversion)" '
    function number(key) { return match($0, "\"" key "\":[0-9]+") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0 : 0 }
    NR == 1 { image = number("image_bytes"); arena = number("arena_bytes") }
    number("instructions") > 1000 { sum += number("instructions"); commands++ }
    END {
      if (!image || !arena || !sum) { print "budget: no figures from " board > "/dev/stderr"; exit 1 }
      print "image", board, image, "bytes", "image header"
      print "arena", board, arena, "bytes", "nlm_arena_bytes"
      printf "command\t%s\t%.0f\tinstructions\tQEMU -icount, %s\n", board, sum / commands, gcc
    }'
}

[ $# -gt 0 ] || { echo "budget: name the boards" >&2; exit 2; }
for board in "$@"; do measure "$board"; done >"$figures"

case $verb in
  write)
    awk -F '\t' '
      { printf("%s{\"name\":\"%s\",\"target\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"how\":\"%s\"}", (NR > 1 ? ",\n" : "[\n"), $1, $2, $3, $4, $5) }
      END { print "\n]" }' "$figures" >"$budget"
    echo "budget: wrote $budget" >&2 ;;
  check)
    [ -f "$budget" ] || { echo "budget: $budget is missing; \`make budget\` writes it" >&2; exit 1; }
    sed -nE 's/^\{"name":"([^"]+)","target":"([^"]+)","value":([0-9]+),"unit":"([^"]+)","how":"([^"]+)"\},?$/\1\t\2\t\3\t\4\t\5/p' "$budget" |
      awk -F '\t' '
        function line(name, target, was, is, unit, change, verdict) {
          printf "%-8s %-12s %12s %12s %-13s %8s  %s\n", name, target, was, is, unit, change, verdict
        }
        BEGIN { line("figure", "board", "budget", "measured", "unit", "change", "") }
        NR == FNR { was[$1, $2] = $3; how[$1, $2] = $5; next }
        !(($1, $2) in was) { line($1, $2, "-", $3, $4, "", "NOT IN THE BUDGET"); failed++; next }
        {
          growth = $3 / was[$1, $2] - 1
          if (how[$1, $2] != $5) { verdict = "skipped: the budget is of " how[$1, $2] ", this of " $5; skipped++ }
          else if (growth > 0.02) { verdict = "OVER BUDGET"; failed++ }
          else { verdict = growth < -0.001 ? "improved" : ""; improved += growth < -0.001; passed++ }
          line($1, $2, was[$1, $2], $3, $4, sprintf("%+.2f %%", growth * 100), verdict)
          delete was[$1, $2]
        }
        END {
          for (left in was) { split(left, part, SUBSEP); line(part[1], part[2], was[left], "-", "", "", "NOT MEASURED"); failed++ }
          if (failed) print "budget: grown on purpose? Say why in the commit, and write the budget again with `make budget`."
          else if (improved) print "budget: better than the budget: " improved + 0 " figures; `make budget` keeps them there."
          printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
          exit failed > 0
        }' - "$figures" ;;
  *) echo "budget: check or write, not $verb" >&2; exit 2 ;;
esac
