#!/usr/bin/env bash
# Runs every test program that was built and adds up their counts; the last line is "N passed, N failed, N skipped".
# A program that dies without a summary counts as one failure. Arguments: the command that checks the budget.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0 skipped=0
log=$(mktemp); trap 'rm -f "$log"' EXIT

count() { grep -oE "$1" "$log" | grep -oE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'; }

report() { # name, passed, failed, skipped, exit code
  local bad=$3
  [ "$5" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  [ "$2" -eq 0 ] && [ "$bad" -eq 0 ] && [ "$4" -eq 0 ] && bad=1 # a program that ran nothing
  passed=$((passed + $2)) failed=$((failed + bad)) skipped=$((skipped + $4))
  printf '%-28s %5d passed, %d failed, %d skipped\n' "$1" "$2" "$bad" "$4"
  if [ "$bad" -ne 0 ]; then cat "$log"; else grep -iE '\[(SKIP|skip)' "$log" | head -20; fi
}

gtest() { # name, program
  "$2" >"$log" 2>&1; local code=$?
  report "$1" "$(count '\[  PASSED  \] [0-9]+ test')" "$(count '\[  FAILED  \] [0-9]+ test')" "$(count '\[  SKIPPED \] [0-9]+ test')" "$code"
}

xunit() { # project
  "tests/$1/bin/Release/net10.0/${1##*/}" -noColor >"$log" 2>&1; local code=$?
  local total errors bad skip
  total=$(count 'Total: [0-9]+') errors=$(count 'Errors: [0-9]+') bad=$(count 'Failed: [0-9]+') skip=$(count 'Skipped: [0-9]+')
  report "$1" $((total - bad - skip)) $((bad + errors)) "$skip" "$code"
}

mstest() { # name, program
  "$2" --progress off >"$log" 2>&1; local code=$?
  report "$1" "$(count 'succeeded: [0-9]+')" "$(count 'failed: [0-9]+')" "$(count 'skipped: [0-9]+')" "$code"
}

for program in build/sanitized/*_tests; do gtest "native $(basename "$program")" "$program"; done
for project in tests/*.Tests tests/e2e/*.Tests; do
  [ -d "$project" ] && xunit "${project#tests/}"
done
mstest "NFUnitTest on the desk" targets/host/NFUnitTest.NanoLm/bin/Release/net10.0/nfunittest-host
if [ $# -gt 0 ]; then
  "$@" >"$log" 2>&1; code=$?
  report budget "$(count '[0-9]+ passed')" "$(count '[0-9]+ failed')" "$(count '[0-9]+ skipped')" "$code"
  grep 'budget: better' "$log"
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
