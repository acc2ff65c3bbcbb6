# NanoLm. `make run` and `make test` set up what they need; `make help` lists the rest.
# Everything that make prints goes to stderr, so that `make -s run` answers on stdout alone.

CONFIGURATION := Release
MODEL ?= models/smart-home/model.nlm
HOST := targets/host/NanoLm.Host/bin/$(CONFIGURATION)/net10.0/nanolm-host
BUDGET := models/smart-home/budget.json
PACKER := tools/ModelPacker/bin/$(CONFIGURATION)/net10.0/modelpacker
SANITIZED := build/sanitized

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

SOURCES := $(shell find firmware native targets tools tests -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.nfproj' -o -name '*.[ch]' -o -name 'CMakeLists.txt' -o -name '*.yaml' \) -not -path '*/bin/*' -not -path '*/obj/*') \
	Directory.Build.props Directory.Packages.props nf.props nf.targets

.PHONY: help run test build interop-check nanoclr-test boards emulate train golden bench budget check-budget clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) targets/boards.mk | sort -u | expand -t 20

include targets/boards.mk

build/setup-%: tools/setup/packages.sh
	@mkdir -p build
	@tools/setup/packages.sh $* >&2
	@touch $@

# One build of the solution for every target; tests are part of it.
build/solution: build/setup-run $(SOURCES)
	@echo "building (the first time takes a minute)" >&2
	@dotnet build NanoLm.sln -c $(CONFIGURATION) -v quiet --nologo >build/solution.log 2>&1 || { cat build/solution.log >&2; exit 1; }
	@touch $@

build: build/solution ## build everything that runs on the desk

run: build/solution ## the virtual board with the default model; type a command at nanolm>, or pipe lines in
	@exec $(HOST) --model $(MODEL)

$(SANITIZED)/built: build/setup-test $(shell find native tests/native tests/interop -type f 2>/dev/null)
	@echo "building the native tests with sanitizers" >&2
	@cmake -S native -B $(SANITIZED) -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNLM_SANITIZE=ON >build/sanitized.log 2>&1 \
	  && cmake --build $(SANITIZED) -j 2 >>build/sanitized.log 2>&1 || { cat build/sanitized.log >&2; exit 1; }
	@touch $@

# Windows: compiled, not run.
build/mingw/nanolm.dll: build/setup-test native/mingw-w64.cmake native/CMakeLists.txt $(shell find native/kernels native/board native/server -type f)
	@echo "building the kernels for Windows" >&2
	@mkdir -p build
	@{ cmake -S native -B build/mingw -DCMAKE_TOOLCHAIN_FILE=$(CURDIR)/native/mingw-w64.cmake -DNLM_TESTS=OFF \
	  && cmake --build build/mingw -j 2; } >build/mingw.log 2>&1 || { cat build/mingw.log >&2; exit 1; }
	@touch $@

test: build/setup-test build/solution $(SANITIZED)/built build/mingw/nanolm.dll boards ## everything: kernels, library, tools, gate, emulated boards, budget
	@tests/run.sh tools/budget.sh check $(HOST) $(MODEL) $(BUDGET) $(BOARDS)

train: build/solution ## train the default model again from its command file
	@$(PACKER) train --preset mcu-1m --max-image 965500 --data models/smart-home/commands.yaml --epoch-size 40000 --out build/smart-home
	@cp build/smart-home/quantized.ckpt models/smart-home/model.ckpt
	@cp build/smart-home/model.nlm build/smart-home/summary.txt models/smart-home/

golden: build/solution ## write the default model's golden transcript again; read the difference before committing it
	@NANOLM_UPDATE_GOLDEN=1 tests/e2e/NanoLm.EndToEnd.Tests/bin/$(CONFIGURATION)/net10.0/NanoLm.EndToEnd.Tests -class '*GoldenTests' -noColor >&2
	@git diff --stat tests/e2e/golden >&2

# REFERENCES=<compiled nanoFramework assemblies> NF_INTERPRETER=<its checkout> compare nanoFramework's own tables too.
interop-check: build/setup-run ## compare the native method table with the compiled NanoLm.Kernels: rows, checksum, version
	@NANOLM_REFERENCES=$(REFERENCES) NANOLM_NF_INTERPRETER=$(NF_INTERPRETER) \
	  dotnet run --project tests/NanoLm.Gate.Tests -c $(CONFIGURATION) -- -class NanoLm.Gate.Interop.InteropTests -class NanoLm.Gate.SurfaceTests -noColor >&2

# NANOCLR=<command that runs nanoCLR with native/interop in it> MDP=<metadata processor> REFERENCES=<compiled nanoFramework assemblies>; docs/boards.md.
nanoclr-test: build/solution ## firmware, device tests and golden transcript on a real nanoCLR; without one it says that it skips
	@dotnet tests/nanoclr/NanoLm.NanoClr/bin/$(CONFIGURATION)/net10.0/NanoLm.NanoClr.dll --model $(MODEL) \
	  --nanoclr "$(NANOCLR)" --mdp "$(MDP)" --references "$(REFERENCES)"

bench: build/solution ## speed of training arithmetic and of commands on this machine
	@$(PACKER) bench --model $(MODEL) --record build/bench.json

check-budget: boards build/solution ## fails when the model's bytes or instructions on the boards have grown by more than 2 %
	@tools/budget.sh check $(HOST) $(MODEL) $(BUDGET) $(BOARDS)

budget: boards build/solution ## write today's bytes and instructions as the budget
	@tools/budget.sh write $(HOST) $(MODEL) $(BUDGET) $(BOARDS)

clean: ## remove what was built
	rm -rf build
	find firmware targets tools tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
