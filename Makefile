# What can be done here; `make` alone lists it.

PREFIX ?= /usr/local
BUILD = swift build --explicit-target-dependency-import-check error
RELEASE = $(BUILD) -c release --product martlet --static-swift-stdlib
TEST = swift test --disable-xctest --explicit-target-dependency-import-check error
# The tests try what is released; SwiftPM checks in debug builds what a program makes of its options,
# which is most of what a short run of the program takes.
OPTIMIZED = -c release -Xswiftc -enable-testing --scratch-path .build-test
BINARY = .build/release/martlet

# The end-to-end tests run this binary; unset, the one that was built with them.
ifdef MARTLET_BINARY
export MARTLET_BINARY
endif

.PHONY: help demo test fuzz model soak torture everything build install lint setup sanitize bench bench-quick \
  bench-compare bench-mirror clean

help: ## this list
	@sed -n 's|^\([a-z-]*%\{0,1\}\):[^#]*## \(.*\)|  make \1\t\2|p' Makefile | expand -t 22

demo: build ## saves, checks and restores a folder of this machine, and compares
	.ci/demo $(BINARY)

test: setup lint ## everything that must pass before a change is done
	$(BUILD) $(OPTIMIZED) --build-tests
	$(TEST) $(OPTIMIZED) --skip-build
	.ci/fuzz runs 10000

FUZZ_SECONDS ?= 60
fuzz: setup ## fuzzes every decoder for FUZZ_SECONDS (60) each; FUZZ_DECODERS="piece delta" for some
	.ci/fuzz seconds $(FUZZ_SECONDS)

model: setup ## explores the protocol of sessions and prunes in every order: 10 minutes, 6 GiB
	.ci/model

SOAK_SECONDS ?= 600
soak: setup ## random histories of many clients for SOAK_SECONDS (600); SOAK_SEED=n tells the story of one
	SOAK_SECONDS=$(SOAK_SECONDS) .ci/soak

TORTURE ?= 1
torture: setup ## the tests that try some cases, trying all: every kill, fault, cut and flip (TORTURE=7: a 7th)
	MARTLET_TORTURE=$(TORTURE) $(TEST) $(OPTIMIZED)

everything: build ## as root: a Debian, and all that four file systems hold, saved, restored, compared
	Tests/Everything/system-root $(BINARY)
	Tests/Everything/file-systems $(BINARY)

build: setup ## the release build, .build/release/martlet, which runs without Swift
	$(RELEASE)

install: build ## program, manual pages, completions, into PREFIX (/usr/local); DESTDIR is honoured
	.ci/install $(BINARY) $(DESTDIR)$(PREFIX)

lint: ## the form of the code
	swift format lint --strict --recursive Sources Tests Package.swift

setup: ## installs the Debian packages that building and testing need and that are missing
	.ci/setup

sanitize: setup ## the tests under the thread and the address sanitizer
	$(TEST) --sanitize=thread --scratch-path .build-thread
	$(TEST) --sanitize=address --scratch-path .build-address

bench: build ## measures martlet beside its peers (BENCH="--runs 3 --tools martlet,restic")
	Benchmarks/run $(BENCH)

bench-%: build ## one workload: bench-w1, -old, -w5, -w8, -w9, -insert, -many, -hole, -wide, -noise, -scale
	Benchmarks/run --only $* $(BENCH)

bench-mirror: build ## two folders made equal, beside rsync
	Benchmarks/run --only mirror --tools martlet,rsync $(BENCH)

bench-quick: build ## a first impression in three minutes, on smaller folders, beside restic
	Benchmarks/run --quick --tools martlet,restic $(BENCH)

BASE ?= HEAD
bench-compare: build ## what is built here beside the build of another commit (BASE=HEAD), in turn
	Benchmarks/run --tools martlet,base --base $(BASE) --runs 3 $(BENCH)

clean: ## removes what was built
	rm -rf .build .build-test .build-thread .build-address .build-fuzz .build-model .build-soak
