# make demo   builds Chạm and runs it with the demo business on http://localhost:8080
# make dev    the demo behind pages that reload as they are edited, on http://localhost:5173
# make test   runs every test; installs what is missing and says so
# make soak   the same, longer: every kill, history and fuzz second, pages in both languages; before a release
# make build  builds bin/cham
# make lint   gofmt, vet, staticcheck, import rules, line length; eslint, prettier and tsc for TypeScript

export CGO_ENABLED := 1
# One set of flags, so that C code is compiled once. Tests link DuckDB some
# twenty times: four times as fast with a linker that is not the oldest.
LINKER := $(firstword $(foreach l,mold lld gold,$(if $(shell command -v ld.$(l)),$(l))))
export GOFLAGS := $(strip $(GOFLAGS) -trimpath $(LINKER:%=-ldflags=-extldflags=-fuse-ld=%))
GO_FILES := $(shell find . -name '*.go' -not -path './node_modules/*' -not -path '*/node_modules/*')
SDK_FILES := $(shell find sdk/js/src -type f 2>/dev/null)
WEB_FILES := $(shell find web/src web/public locale -type f 2>/dev/null) web/index.html web/vite.config.ts web/openapi.json

# What the program says of itself; script/release says a release's.
VERSION ?= dev

# How long the long tests are; make soak raises them.
KILLS ?= 10
HISTORIES ?= 100
FUZZTIME ?= 3s

unit unit-go unit-web crash fuzz e2e: export TMPDIR := $(shell script/tmpdir)

.PHONY: openapi build demo dev test soak lint unit unit-go unit-web clients crash histories fuzz e2e clean

build: bin/cham

demo: build
	./bin/cham demo

# What the handlers say, for programs and for the pages' types.
openapi: web/node_modules
	go test ./api/rest -run TestOpenAPIFileIsFresh -update
	cd web && npm run types --silent

dev: build web/node_modules
	script/dev

bin/cham: $(GO_FILES) go.mod web/dist/index.html sdk/js/dist/cham.js
	script/need go cc
	@echo "building bin/cham (the first time compiles SQLite and links DuckDB: a minute or two)"
	go build -ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./cmd/cham

sdk/js/node_modules: sdk/js/package-lock.json
	script/need node npm
	cd sdk/js && npm ci --no-audit --no-fund --loglevel=error && touch node_modules

sdk/js/dist/cham.js: $(SDK_FILES) sdk/js/package-lock.json | sdk/js/node_modules
	cd sdk/js && npm run build --silent

web/node_modules: web/package-lock.json
	script/need node npm
	cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules

web/dist/index.html: $(WEB_FILES) web/package-lock.json | web/node_modules
	cd web && npm run build --silent

lint: web/node_modules sdk/js/node_modules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not gofmt'ed:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go tool -modfile=script/lint/go.mod staticcheck ./...
	go test -count=1 -run 'TestLayout|TestLineLength' .
	cd web && npm run lint --silent && npm run typecheck --silent
	cd sdk/js && npm run typecheck --silent

# Everything: the same in CI and at home.
test: build lint unit crash fuzz e2e

soak:
	$(MAKE) test histories KILLS=200 HISTORIES=10000 FUZZTIME=60s BOTH=1

# Data sets as a whole, full disks, simulations: ten times as long under the race
# detector, and nothing runs beside anything in them that shorter tests do not try.
# They run without it.
WHOLE := TestSilenceFalseAlarms|TestOlist|TestRemoteImportTwice|TestRees46|TestSizeAtRest|TestCheckpointOnFullDisk|TestFullDisk

unit: clients
	script/need cc postgres chromium
	$(MAKE) --no-print-directory -j2 unit-go unit-web # the tracker's tests wait more than they work

# make lint has vetted.
unit-go:
	CHROMIUM=$$(script/chromium) go test -race -vet=off -shuffle=on -timeout 30m -skip '$(WHOLE)' $$(go list ./... | grep -v -e '/crash$$' -e '/demo$$' -e '/measure$$' -e '/qr/sheet$$' -e '/store/index$$')
	go test -race -vet=off -shuffle=on ./store/index -rapid.checks=20 -skip "TestEngine/(golden|long)" # whole, without -race, in the next line
	go test -vet=off -run '$(WHOLE)' ./cmd/cham ./store/duckdb ./store/journal
	go test -vet=off -shuffle=on ./demo ./measure ./capability/dataquality ./capability/qr/sheet ./store/index # simulations, half a million calls, drawn codes, a hundred histories

unit-web:
	cd web && npm test --silent
	CHROMIUM=$$(script/chromium) npm test --prefix sdk/js --silent

# Real tracking clients. One of them has optional parts that not every registry
# serves, which "npm ci" would insist on.
clients: api/track/clienttest/node_modules
api/track/clienttest/node_modules: api/track/clienttest/package-lock.json
	script/need node npm
	cd api/track/clienttest && npm install --no-save --no-audit --no-fund --loglevel=error && touch node_modules

# kill -9 under load, KILLS times on each database; full disk, read-only folder,
# torn tail, huge bodies, 10,000 slow connections.
crash: bin/cham
	script/need postgres
	CHAM_BIN=$(CURDIR)/bin/cham CHAM_KILLS=$(KILLS) go test -count=1 -timeout 60m ./crash/...

# The engine against the plain model and SQL on HISTORIES generated histories;
# go test asks 100. Two halves at a time, each drawn anew.
histories:
	go test -c -o bin/index.test ./store/index
	cd store/index && seq 2 | xargs -P 2 -I{} ../../bin/index.test -test.timeout 70m -test.run 'TestEngine/generated' -rapid.checks=$$(($(HISTORIES) / 2))

fuzz:
	script/fuzz $(FUZZTIME)

e2e: bin/cham
	script/need chromium
	CHROMIUM=$$(script/chromium) CHAM_BIN=$(CURDIR)/bin/cham npm run e2e --prefix web --silent

clean:
	rm -rf bin web/dist/assets web/dist/index.html sdk/js/dist/cham*.js
