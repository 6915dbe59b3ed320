# "make" does the main job: it writes the packages under generated/ from the
# embedded specifications. "make test" runs everything that must pass.

GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: generate test check lint bench bench-json fuzz tools gen memory soak interop corpora

generate:
	$(GO) run ./cmd/gen generate

# The command itself, as ./gen.
gen:
	$(GO) build -o gen ./cmd/gen

# The race detector needs a C compiler. What failing packages print is shown,
# and a line for every test that did not run.
test: tools check lint
	@echo "go test ./... (all output is in test.log)"; \
	$(GO) test $$(command -v gcc >/dev/null && echo -race) -v ./... >test.log 2>&1; status=$$?; \
	grep -hE 'NOT RUN' test.log | sort -u; \
	awk '/^(ok|FAIL|\?)[ \t]/ { if ($$1 == "FAIL") printf "%s", text; print; text = ""; next } \
		!/^ *(=== |--- PASS)|^(PASS|FAIL)$$/ { text = text $$0 "\n" }' test.log; \
	exit $$status
	cd bench && $(GO) vet ./... && $(GO) test ./...
	cd runtime/diameter/peer/otel && $(GO) vet ./... && $(GO) mod tidy -diff && $(GO) test ./...
	@$(MAKE) --no-print-directory interop

# The committed packages are what the specifications say.
check:
	$(GO) run ./cmd/gen check
	$(GO) run ./cmd/gen check -f bench/gen.yaml

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) mod tidy -diff
	$(GO) run $(STATICCHECK) ./...

# Comparison with other libraries, in one run: a table with ratios.
BENCHTIME ?= 500ms
bench:
	cd bench && $(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -count 6 . > result.txt
	cd bench && $(GO) run golang.org/x/perf/cmd/benchstat@latest -col /lib@'(telgen by-hand tcp-echo go-diameter)' -row .name,/msg result.txt

# JSON of generated code beside other generators and libraries: the clock, and
# processor time, which a busy machine disturbs less.
bench-json:
	cd bench && $(GO) test -run '^$$' -bench . -cpu 1 -benchtime $(BENCHTIME) -count 6 ./json > json/result.txt
	cd bench && $(GO) run golang.org/x/perf/cmd/benchstat@latest -col /lib@'(telgen telgen+validate by-hand ogen ogen+validate oapi-codegen encoding/json json/v2 goccy sonic)' -row .name,/msg json/result.txt

# What a connected peer costs, and a long run with peers that are killed.
SOAKTIME ?= 10m
memory:
	cd bench && $(GO) test -run TestMemory -memory -v .
soak:
	cd bench && $(GO) run ./soak -time $(SOAKTIME)

# Nodes that share nothing with this module: freeDiameter, Erlang's diameter and
# Wireshark's dissector; and Chromium, which looks at the sandbox's page and
# leaves a picture of it in sandbox-qod.png. What cannot be installed is said, and the tests that
# need it say NOT RUN.
INTEROP = freeDiameterd:freediameterd /usr/lib/freeDiameter/acl_wl.fdx:freediameter-extensions \
	erl:erlang-base diameterc:erlang-diameter \
	/usr/lib/erlang/lib/diameter-*/include/diameter.hrl:erlang-dev tshark:tshark \
	chromium:chromium
interop:
	@missing=; \
	for need in $(INTEROP); do \
		case $$need in \
		/*) ls $${need%:*} >/dev/null 2>&1 || missing="$$missing $${need#*:}";; \
		*) command -v $${need%:*} >/dev/null || missing="$$missing $${need#*:}";; \
		esac; \
	done; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing) >/dev/null 2>&1 && missing=; \
	fi; \
	[ -z "$$missing" ] || echo "NOT RUN: what needs$$missing, which is not installed and could not be (apt-get install$$missing)"
	@TELGEN_INTEROP=1 $(GO) test -count=1 -timeout 175s -v ./interop >interop.log 2>&1; status=$$?; \
	grep -hE '^ *--- |NOT RUN|^(ok|FAIL)' interop.log; \
	[ $$status = 0 ] || cat interop.log; \
	exit $$status

# Whole corpora of published documents: generated, compiled, vetted, and tried
# out with samples. The result is docs/corpora.md. Takes minutes.
TELGEN_CORPORA ?= ../shared/corpora
corpora:
	@if [ -d "$(TELGEN_CORPORA)" ]; then \
		mkdir -p docs && $(GO) run ./internal/corpora/cmd -corpora "$(TELGEN_CORPORA)" -o docs/corpora.md; \
	else \
		echo "NOT RUN: there are no corpora in $(TELGEN_CORPORA); TELGEN_CORPORA says where they are"; \
	fi

# Every fuzz target, FUZZTIME seconds for all of them together.
FUZZTIME ?= 180
fuzz:
	.ci/fuzz $(FUZZTIME)

# Programs that tests run: tshark reads what we write, gcc is for the race
# detector. What cannot be installed is said, and the tests that need it say
# that they did not run.
tools:
	@missing=; \
	command -v tshark >/dev/null || missing="tshark"; \
	command -v gcc >/dev/null || missing="$$missing gcc libc6-dev"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing) >/dev/null 2>&1; \
	fi; \
	for tool in tshark gcc; do \
		command -v $$tool >/dev/null || echo "NOTE: $$tool is not installed; what needs it will not run (apt-get install $$tool)"; \
	done
