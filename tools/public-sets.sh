#!/usr/bin/env bash
# Trains on public data sets and measures the packed images on their test sets: the rows of the table in docs/training.md.
# DATA holds snips/, hwu64/, clinc150/ (train.jsonl, test.jsonl and what is named below) and lm/slurp_lm.txt. Runs that are finished
# in OUT are not run again.
# public-sets.sh MODELPACKER DATA OUT SEED...
set -eu
packer=$1 data=$2 out=$3
shift 3
mkdir -p "$out"

train() { # name, preset, seed, arguments of train
  local folder=$out/$1-$2-$3 preset=$2 seed=$3
  shift 3
  [ -f "$folder/model.nlm" ] || "$packer" train --preset "$preset" --seed "$seed" --out "$folder" "$@" >&2
}

# The mean over the seeds of a figure of eval: percent with two decimals, or "none" where the data hold nothing of the kind.
mean() { # name, preset, what stands before the figure in eval's JSON (without white space), arguments of eval
  local name=$1 preset=$2 key=$3
  shift 3
  for seed in $seeds; do
    "$packer" eval --json --model "$out/$name-$preset-$seed/model.nlm" "$@" | tr -d ' \n' | sed -nE "s/.*\"$key\":([0-9.E-]+).*/\1/p"
  done | awk '{ sum += $1 } END { if (NR) printf "%.2f", 100 * sum / NR; else printf "none" }'
}

row() { # title, name, preset, test arguments
  local title=$1 name=$2 preset=$3
  shift 3
  echo "| $title | $preset | $(mean "$name" "$preset" intent_accuracy --answer-all "$@") | $(mean "$name" "$preset" slot_f1 --answer-all "$@") |" \
    "$(mean "$name" "$preset" whole_sentence_accuracy --answer-all "$@") | $(mean "$name" "$preset" intent_accuracy --answer-all --typos "$@") |" \
    "$(mean "$name" "$preset" calibration_error "$@") |"
}

seeds=$*
# SLURP and HWU64 share sentences: the test set's must not be among the unlabelled ones.
sed -E 's/^\{"text": "(.*)", "intent":.*/\1/' "$data/hwu64/test.jsonl" | grep -vxFf - "$data/lm/slurp_lm.txt" >"$out/slurp.txt"
for seed in $seeds; do
  for preset in mcu-100k mcu-1m; do
    train snips $preset "$seed" --data "$data/snips/train.jsonl" --dev "$data/snips/dev.jsonl"
  done
  train hwu64 mcu-1m "$seed" --data "$data/hwu64/train.jsonl" --unlabelled "$out/slurp.txt"
  train clinc150 mcu-1m "$seed" --data "$data/clinc150/train.jsonl" --data "$data/clinc150/oos_train.jsonl" --dev "$data/clinc150/dev.jsonl"
done

echo "| set | preset | intent | slot F1 | whole sentence | intent with a typo | calibration error |"
echo "|---|---|---|---|---|---|---|"
row SNIPS snips mcu-1m --data "$data/snips/test.jsonl"
row SNIPS snips mcu-100k --data "$data/snips/test.jsonl"
row HWU64 hwu64 mcu-1m --data "$data/hwu64/test.jsonl"
row CLINC150 clinc150 mcu-1m --data "$data/clinc150/test.jsonl"
echo
refusals() { mean clinc150 mcu-1m "$1" --data "$data/clinc150/dev.jsonl" --data "$data/clinc150/oos_dev.jsonl"; }
echo "CLINC150: by the probability of being in scope $(refusals 'in_scope_probability","caught_at_four_percent') % of oos_dev are caught at 4 % false refusals of dev;" \
  "with the limit in the image $(refusals out_of_scope_recall) % at $(refusals false_refusals) %"
