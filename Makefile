# The front door. Each target brings what it needs; the build itself is CMake's.
BUILD  ?= build
PREFIX ?= /usr/local
JOBS   ?= $(shell nproc)
DEMO   ?= $(BUILD)/demo

.PHONY: demo build test bench install ci asan format format-check tidy clean dependencies

demo: build
	$(BUILD)/bin/encore simulate $(DEMO)/laboratory --preset quickstart
	@printf 'paths: {laboratory: %s}\ncache: %s\n' "$(abspath $(DEMO)/laboratory)" "$(abspath $(DEMO)/cache)" > $(DEMO)/machine.yaml
	$(BUILD)/bin/encore run recipes/quickstart.yaml --machine $(DEMO)/machine.yaml --out $(DEMO)/run

dependencies:
	@third_party/install.sh

$(BUILD)/build.ninja: | dependencies
	cmake -G Ninja -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=Release $(CMAKE_FLAGS)

build: dependencies $(BUILD)/build.ninja
	cmake --build $(BUILD) --parallel $(JOBS)

test: dependencies $(BUILD)/build.ninja
	cmake --build $(BUILD) --parallel $(JOBS) --target all encore_tests
	ctest --test-dir $(BUILD) --output-on-failure --parallel $(JOBS)

bench: build
	bench/run.sh $(BUILD)

install: build
	cmake --install $(BUILD) --prefix $(PREFIX)

# What CI runs: warnings are errors, everything is tested, the demo works.
ci:
	$(MAKE) test CMAKE_FLAGS=-DENCORE_WERROR=ON
	$(MAKE) demo

# The same as the preset asan: crashes stay crashes, TBB's threads are known to the sanitizer, and
# LeakSanitizer does not look into their storage as they end, where it would crash.
asan: export TBB_ENABLE_SANITIZERS = 1
asan: export ASAN_OPTIONS = handle_segv=0:intercept_tls_get_addr=0
asan: export LSAN_OPTIONS = suppressions=$(CURDIR)/tests/lsan.supp
asan:
	$(MAKE) test BUILD=$(BUILD)-asan CMAKE_FLAGS="-DENCORE_SANITIZE=address,undefined -DCMAKE_BUILD_TYPE=RelWithDebInfo"

# All but the ABI headers, which are C and laid out by hand. The test style.format compares.
CLANG_FORMAT ?= clang-format
SOURCES = git ls-files '*.hpp' '*.cpp' '*.h' ':!sdk/include/encore/abi.h' ':!tests/abi'

format:
	$(SOURCES) | xargs $(CLANG_FORMAT) -i

format-check:
	$(SOURCES) | xargs $(CLANG_FORMAT) --dry-run -Werror

# Half an hour on two cores for all; `make tidy SINCE=HEAD~5`: files that changed since then. Commands
# are clang's: of g++'s, clang-tidy understands neither some options nor the precompiled headers.
tidy: dependencies
	cmake -S . -B $(BUILD)-tidy -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
	  -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null
	@{ if [ -n "$(SINCE)" ]; then git diff --name-only --diff-filter=d $(SINCE) -- 'core/*.cpp' 'plugins/*.cpp'; \
	  else git ls-files 'core/*.cpp' 'plugins/*.cpp'; fi; } | \
	  xargs -r -P $(JOBS) -n 1 clang-tidy --quiet -p $(BUILD)-tidy

clean:
	rm -rf $(BUILD)
