package cham_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// room is a package with everything under it, "*" one folder name. It imports
// packages of the tiers above its own, of itself, and of its own tier those
// named in sisters, nothing else of ours.
type room struct {
	tier    int
	path    string
	sisters []string
	what    string
}

func and(rooms ...string) []string { return rooms }

// layout reads like the page that explains it, docs/code.md. The longest path
// that fits is a package's room; a new package that fits none needs a line.
var layout = []room{
	{1, ".", nil, "the nouns, their invariants, error codes; standard library only"},

	{2, "measure", and("measure/stat"), "what can be asked, as values: query, plan, answer, figure, engine"},
	{2, "measure/stat", nil, "statistics on plain numbers"},
	{2, "journey", nil, "maps, rules, cutting touches into journeys, templates"},
	{2, "table", nil, "rows out of files"},
	{2, "known", and("table"), "exports of other systems, known by their headings"},
	{2, "locale", nil, "the words a user reads, in both languages"},

	{3, "capability/*", nil, "one capability each: rules, and the small interfaces it needs"},
	{3, "capability/audit", and("capability/privacy"), "who did what: written once, never changed"},
	{3, "capability/access", and("capability/audit"), "who may come in, and as what"},
	{3, "capability/outgoing", and("capability/privacy"), "touches sent on to other systems"},
	{3, "capability/webhook", and("capability/capture"), "reads what other systems call us with"},
	{3, "capability/staff", and("capability/capture"), "what staff write down by hand, and take back"},
	{3, "capability/visit", and("capability/capture", "capability/consent"), "pages that anybody opens: addresses, visitors, what they send"},
	{3, "capability/reach", and("capability/consent", "capability/erasure"), "the gate: may a message go to somebody, by which way, when"},
	{3, "capability/outbox", and("capability/reach", "capability/erasure"), "messages on their way, each at most once"},
	{3, "capability/task", and("capability/reach", "capability/erasure"), "what people of the business do for customers: calls and errands"},
	{3, "capability/heard", and("capability/outbox", "capability/reach", "capability/erasure", "capability/capture"),
		"what customers do with messages, as touches"},
	{3, "capability/onsite", and("capability/outbox", "capability/reach", "capability/erasure"),
		"messages that the business's own website shows"},
	{3, "capability/campaign", and("capability/outbox", "capability/reach", "capability/letter", "capability/voucher"),
		"one message to one segment"},
	{3, "capability/segment", and("capability/capture", "capability/tag"), "who enters and leaves live segments"},
	{3, "capability/library", and("capability/reach", "capability/letter"), "messages to begin campaigns with"},
	{3, "capability/qr", and("capability/capture", "capability/consent", "capability/visit"),
		"printed codes: their pages, visits, answers, sheets"},
	{3, "capability/form", and("capability/capture", "capability/consent", "capability/visit"),
		"forms and landing pages, and what is sent in them"},
	{3, "capability/imports", and("capability/capture"), "reads files in the background"},
	{3, "capability/count", and("capability/capture"), "what other systems counted, beside the touches"},
	{3, "capability/machine", and("capability/backup"), "what of the machine somebody must see to"},
	{3, "capability/report", and("capability/ask"), "what a page shows at once, asked together"},

	{4, "store/*", and("store/internal"), "one store each"},
	{4, "store/internal", nil, "what SQL stores share"},
	{4, "channel/*", and("connect/guard", "channel/provider"), "senders, one outside system each"},
	{4, "channel/provider", and("connect/guard"), "what senders through web services share"},
	{4, "connect/*", and("connect/guard"), "sources that call us or that we poll, one outside system each"},
	{4, "api/*", nil, "protocols: track, rest, mcp, public"},
	{4, "web", nil, "the pages"},
	{4, "sdk/js", nil, "the website snippet"},

	{5, "flow", nil, "journal → identity → history → index"},
	{5, "feed", nil, "durable readers of history"},
	{5, "live", and("feed"), "what open pages are told"},
	{5, "demo", nil, "the simulated business"},
	{5, "app", and("flow", "feed", "live"), "assembles the program; the life of a workspace"},
	{5, "app/server", and("app", "flow", "feed", "live", "demo"), "HTTP before the program"},
	{5, "bench/*", and("app", "app/server", "feed", "flow", "bench/capture", "bench/journey"), "what `cham bench` runs"},
	{5, "crash", and("app"), "kill -9, then count"},
	{5, "cmd/cham", and("app", "app/server", "bench/*", "crash", "demo", "flow"), "flags and printing"},

	{5, "chamtest", nil, "test kit: databases, shared data"},
	{5, "chamtest/kit", and("app", "flow", "chamtest"), "test kit: a whole program"},
	{5, "channel/channeltest", nil, "test kit: what every channel must do"},
	{5, "store/storetest", and("chamtest", "feed", "flow"), "test kit: what every store must do"},
}

var (
	// testKits are imported by tests and by each other only.
	testKits = and("chamtest", "chamtest/kit", "channel/channeltest", "store/storetest")
	// foreign stays out of nouns, languages and capabilities.
	foreign = and("net/http", "database/sql", "github.com/danielgtaylor/huma", "github.com/duckdb/", "github.com/mattn/go-sqlite3",
		"github.com/jackc/", "github.com/pressly/goose", "github.com/ClickHouse/")
)

func TestLayout(t *testing.T) {
	for _, p := range packages(t) {
		name := ours(p.ImportPath)
		if roomOf(name) == nil {
			t.Errorf("%s has no room: give it a line in the layout, or move it into one", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if why := forbidden(name, imported); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

// forbidden says why a package may not import another, "" when it may.
func forbidden(name, imported string) string {
	in, other := roomOf(name), ours(imported)
	if other == "" {
		switch {
		case in.tier == 1 && strings.Contains(imported, "."):
			return "the nouns need the standard library only"
		case in.tier <= 3 && slices.ContainsFunc(foreign, func(f string) bool { return strings.HasPrefix(imported, f) }):
			return "nouns, languages and capabilities know no HTTP and no driver"
		}
		return ""
	}
	to := roomOf(other)
	switch {
	case to == nil:
		return "" // said of the other
	case slices.Contains(testKits, to.path) && !slices.Contains(testKits, in.path):
		return "test kits are imported from tests only"
	case to.tier > in.tier:
		return "its tier comes later"
	case to.tier == in.tier && folder(in, name) != folder(to, other) && !in.knows(folder(to, other)):
		return "sisters do not know each other, unless the layout says so"
	}
	return ""
}

// ours is a package's path in the module, "." for the root, "" when it is not
// of ours.
func ours(importPath string) string {
	if importPath == "cham" {
		return "."
	}
	name, ok := strings.CutPrefix(importPath, "cham/")
	if !ok {
		return ""
	}
	return name
}

// roomOf is the deepest room that a package is in, nil when there is none.
func roomOf(name string) (deepest *room) {
	for i := range layout {
		r := &layout[i]
		if fits(r.path, name) && (deepest == nil || r.deeper(deepest)) {
			deepest = r
		}
	}
	return deepest
}

// deeper prefers the longer path, and of equally long ones the one without a
// star.
func (r *room) deeper(than *room) bool {
	a, b := strings.Count(r.path, "/"), strings.Count(than.path, "/")
	return a > b || a == b && !strings.Contains(r.path, "*")
}

// fits reports whether a package is in the folder that pattern stands for.
func fits(pattern, name string) bool {
	parts, depth := strings.Split(name, "/"), strings.Count(pattern, "/")+1
	if len(parts) < depth {
		return false
	}
	ok, _ := path.Match(pattern, strings.Join(parts[:depth], "/"))
	return ok
}

// folder is the folder of a package's room that it lies in.
func folder(r *room, name string) string {
	return strings.Join(strings.Split(name, "/")[:strings.Count(r.path, "/")+1], "/")
}

func (r *room) knows(folder string) bool {
	return slices.ContainsFunc(r.sisters, func(s string) bool { ok, _ := path.Match(s, folder); return ok })
}

// What the table must forbid and allow, whatever packages there are today.
func TestLayoutRules(t *testing.T) {
	for _, c := range []struct {
		name, imported string
		allowed        bool
	}{
		{".", "fmt", true}, {".", "golang.org/x/text/unicode/norm", false}, {".", "cham/measure", false},
		{"measure", "cham", true}, {"measure", "cham/measure/stat", true}, {"measure/stat", "cham/measure", false},
		{"measure", "cham/journey", false}, {"journey", "net/http", false}, {"table", "github.com/xuri/excelize/v2", true},
		{"capability/care", "cham/measure", true}, {"capability/care", "cham/capability/access", false},
		{"capability/care", "cham/capability/care/inbox", true}, {"capability/care", "database/sql", false},
		{"capability/report", "cham/capability/ask", true}, {"capability/ask", "cham/capability/report", false},
		{"capability/ask", "cham/store/index", false}, {"capability/ask", "cham/flow", false},
		{"store/clickhouse", "cham/capability/ask", true}, {"store/clickhouse", "cham/store/duckdb", false},
		{"store/sqlstore", "cham/store/internal/sqldb", true}, {"store/journal", "cham/flow", false},
		{"api/rest/maps", "cham/api/rest/route", true}, {"api/rest/maps", "cham/api/mcp", false}, {"api/rest", "cham/store/sqlstore", false},
		{"flow", "cham/store/duckdb", true}, {"feed", "cham/flow", false}, {"app", "cham/flow", true}, {"app", "cham/app/server", false},
		{"app/server", "cham/api/rest/maps", true}, {"cmd/cham", "cham/bench/journey", true}, {"app", "cham/cmd/cham", false},
		{"app", "cham/chamtest", false}, {"chamtest/kit", "cham/app", true}, {"store/duckdb", "cham/store/storetest", false},
		{"channel/sms", "cham/channel/provider", true}, {"channel/sms", "cham/channel/email", false},
		{"channel/sms", "cham/channel/channeltest", false}, {"channel/channeltest", "cham/locale", true},
	} {
		if why := forbidden(c.name, c.imported); (why == "") != c.allowed {
			t.Errorf("%s imports %s: allowed should be %v, is told %q", c.name, c.imported, c.allowed, why)
		}
	}
	for name, want := range map[string]string{"capability/care": "capability/*", "capability/imports": "capability/imports",
		"store/storetest": "store/storetest", "api/rest/openapi": "api/*", "app/server": "app/server", "somewhere": ""} {
		if r := roomOf(name); r == nil && want != "" || r != nil && r.path != want {
			t.Errorf("%s is in room %+v, want %q", name, r, want)
		}
	}
}

// Lines of Go are at most 140 characters, a tab counting as one.
func TestLineLength(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "node_modules":
			return filepath.SkipDir
		case filepath.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(name)
		for i, line := range strings.Split(string(text), "\n") {
			if n := utf8.RuneCountInString(line); n > 140 {
				t.Errorf("%s:%d has %d characters", name, i+1, n)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) (all []goPackage) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
