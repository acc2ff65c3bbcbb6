#!/usr/bin/env bash
# The tables of whole commands in docs/performance.md: the default model in each format and order, packed for each
# board. Instructions of one command on the boards, and per multiplication of the model's matrices.
# commands.sh HOST_PROGRAM MODELPACKER CHECKPOINT
set -eu -o pipefail
cd "$(dirname "$0")/../.."
host=$1 packer=$2 checkpoint=$3
command='please turn on the light in the kitchen to forty percent'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

boards=(mps2-an386 mps3-an547) # M7 takes what M4 takes
formats=('INT8, row after row|' 'INT8, packed|--board' 'INT4 per channel, embeddings INT4, packed|--bits 4 --embedding-bits 4 --board'
  'INT4 in groups of 32, embeddings INT4, packed|--bits 4 --group 32 --embedding-bits 4 --board')

# Multiplications of the model's matrices for the command's 12 tokens, which no format changes.
multiplications() { # board, model
  local slot
  slot=$(sed -nE '/"slots"/,$ s/.*"base": "([^"]*)".*/\1/p' "targets/$1/board.json" | head -n 1)
  "build/boards/$1/run" "build/boards/$1/step_bench.elf" -device "loader,file=$2,addr=$slot,force-raw=on" </dev/null |
    sed -nE 's/^step of 12 tokens .* ([0-9]+)$/\1/p'
}

echo '| weights | image | M4, M7 | per multiplication | M55 | per multiplication |'
echo '|---|---|---|---|---|---|'
for format in "${formats[@]}"; do
  row="| ${format%%|*} |"
  for board in "${boards[@]}"; do
    read -ra options <<<"${format#*|}"
    [ "${#options[@]}" -eq 0 ] || options+=("targets/$board/board.json")
    "$packer" pack --checkpoint "$checkpoint" --out "$folder/model.nlm" "${options[@]}" >"$folder/pack.log" 2>&1 ||
      { cat "$folder/pack.log" >&2; exit 1; }
    [ "$board" != "${boards[0]}" ] || row+=" $(wc -c <"$folder/model.nlm") |"
    answer=$(echo "$command" | "$host" --model "$folder/model.nlm" --cache 0 --board "$board" 2>/dev/null)
    taken=$(sed -nE 's/.*"instructions":([0-9]+).*/\1/p' <<<"$answer")
    row+=" $taken | $(awk -v taken="$taken" -v products="$(multiplications "$board" "$folder/model.nlm")" 'BEGIN { printf "%.2f", taken / products }') |"
  done
  echo "$row"
done
