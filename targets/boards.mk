# Emulated boards: `make boards` builds their kernel servers, `make emulate BOARD=name` runs the console on one.

BOARDS := mps2-an386 mps2-an500 mps3-an547 xtensa-sim
BOARD_SERVERS := $(BOARDS:%=build/boards/%/server.elf)
BOARD_SOURCES := $(shell find native/kernels native/board native/server native/bench tests/boards $(BOARDS:%=targets/%) targets/mps targets/common -type f) \
	native/CMakeLists.txt targets/CMakeLists.txt targets/board.cmake

boards: $(BOARD_SERVERS) ## the kernel servers of the emulated boards

build/boards/%/server.elf: build/setup-test $(BOARD_SOURCES)
	@echo "building the kernel server of $*" >&2
	@mkdir -p $(@D)
	@{ cmake -S targets -B $(@D) -DCMAKE_TOOLCHAIN_FILE=$(CURDIR)/targets/board.cmake -DBOARD=$* -DCMAKE_BUILD_TYPE=Release \
	  && cmake --build $(@D); } >$(@D)/build.log 2>&1 || { cat $(@D)/build.log >&2; exit 1; }
	@touch $@

# Instructions of kernels and of commands on the emulated boards; also writes build/bench.json.
.PHONY: bench-boards
bench: bench-boards
bench-boards: boards build/solution
	@tools/bench.sh $(HOST) $(MODEL) $(BOARDS)

# The table of whole commands in docs/performance.md, in every format: five minutes.
.PHONY: bench-commands
bench-commands: boards build/solution
	@native/bench/commands.sh $(HOST) $(PACKER) models/smart-home/model.ckpt

emulate: build/solution $(if $(filter $(BOARD),$(BOARDS)),build/boards/$(BOARD)/server.elf) ## the console with the kernels on an emulated board: BOARD=mps3-an547
	@test -n "$(BOARD)" || { echo "Say which board: make emulate BOARD=<$(BOARDS)>" >&2; exit 2; }
	@exec $(HOST) --model $(MODEL) --board $(BOARD)
