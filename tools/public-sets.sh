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

# The image of the first seed with its layers in INT4 as well.
small() { # name, arguments of quantize
  local seed=${seeds%% *}
  local folder=$out/$1-mcu-1m-$seed
  shift
  [ -f "$folder/int4.nlm" ] || {
    "$packer" quantize --checkpoint "$folder/pruned.ckpt" --bits 4 --group 32 --embedding-bits 4 --seed "$seed" --out "$folder/int4.ckpt" "$@" >&2
    "$packer" pack --checkpoint "$folder/int4.ckpt" --out "$folder/int4.nlm" >&2
  }
}

# The mean over the seeds of a figure of eval: percent with two decimals, or "none" where the data hold nothing of the kind.
mean() { # name, preset, model file, what stands before the figure in eval's JSON (without white space), arguments of eval
  local name=$1 preset=$2 model=$3 key=$4
  shift 4
  for seed in $seeds; do
    "$packer" eval --json --model "$out/$name-$preset-$seed/$model" "$@" | tr -d ' \n' | sed -nE "s/.*\"$key\":([0-9.E-]+).*/\1/p"
  done | awk -v seeds="$(wc -w <<<"$seeds")" '
    { sum += $1 }
    END { if (NR == seeds) printf "%.2f", 100 * sum / NR; else if (NR) printf "of %d seeds alone", NR; else printf "none" }'
}

# Intents, slot F1 and whole sentences of a model, whatever it would refuse.
figures() { # name, preset, model file, arguments of eval
  local name=$1 preset=$2 model=$3 key
  shift 3
  for key in intent_accuracy slot_f1 whole_sentence_accuracy; do
    printf ' %s |' "$(mean "$name" "$preset" "$model" $key --answer-all "$@")"
  done
}

row() { # title, name, preset
  local title=$1 name=$2 preset=$3 test=$data/$2/test.jsonl
  echo "| $title | $preset |$(figures "$name" "$preset" model.nlm --data "$test")" \
    "$(mean "$name" "$preset" model.nlm intent_accuracy --answer-all --typos --data "$test") |" \
    "$(mean "$name" "$preset" model.nlm calibration_error --data "$test") |"
}

# What rounding costs the model of the first seed.
loss() { # title, name, preset
  local seeds=${seeds%% *} test=$data/$2/test.jsonl
  echo "| $1 | $3, float |$(figures "$2" "$3" pruned.ckpt --float --data "$test")"
  echo "| | the preset's own format |$(figures "$2" "$3" model.nlm --data "$test")"
  [ "$3" = mcu-100k ] || echo "| | INT4 in groups of 32 |$(figures "$2" "$3" int4.nlm --data "$test")"
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
small snips --data "$data/snips/train.jsonl" --dev "$data/snips/dev.jsonl"
small hwu64 --data "$data/hwu64/train.jsonl"
small clinc150 --data "$data/clinc150/train.jsonl" --data "$data/clinc150/oos_train.jsonl" --dev "$data/clinc150/dev.jsonl"

echo "| set | preset | intent | slot F1 | whole sentence | intent with a typo | calibration error |"
echo "|---|---|---|---|---|---|---|"
row SNIPS snips mcu-1m
row SNIPS snips mcu-100k
row HWU64 hwu64 mcu-1m
row CLINC150 clinc150 mcu-1m
echo
refusals() { mean clinc150 mcu-1m model.nlm "$1" --data "$data/clinc150/dev.jsonl" --data "$data/clinc150/oos_dev.jsonl"; }
echo "CLINC150: by the probability of being in scope $(refusals 'in_scope_probability","caught_at_four_percent') % of oos_dev are caught at 4 % false refusals of dev;" \
  "with the limit in the image $(refusals out_of_scope_recall) % at $(refusals false_refusals) %"
echo
echo "| set | weights | intent | slot F1 | whole sentence |"
echo "|---|---|---|---|---|"
loss SNIPS snips mcu-1m
loss SNIPS snips mcu-100k
loss HWU64 hwu64 mcu-1m
loss CLINC150 clinc150 mcu-1m
