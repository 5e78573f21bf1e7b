package js_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"cham/sdk/js"
)

// limits are what each script may weigh after gzip, in bytes.
var limits = map[string]int{"cham.js": 4096, "cham-more.js": 4096, "cham-shop.js": 4096, "cham-web.js": 6144}

func TestScriptsAreSmall(t *testing.T) {
	for name, script := range map[string][]byte{"cham.js": js.Script(), "cham-more.js": js.More(), "cham-shop.js": js.Shop(),
		"cham-web.js": js.Web()} {
		if script == nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("the scripts are not built; run make build first")
			}
			t.Skip("the scripts are not built; run npm run build in sdk/js")
		}
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		w.Write(script)
		w.Close()
		if limit := limits[name]; packed.Len() > limit {
			t.Errorf("%s: %d bytes after gzip, limit %d", name, packed.Len(), limit)
		}
		for _, word := range []string{"eval(", "new Function", "document.write"} {
			if bytes.Contains(script, []byte(word)) {
				t.Errorf("%s has %q, which content security policies forbid", name, word)
			}
		}
	}
}

func TestSnippet(t *testing.T) {
	got := js.Snippet("https://cham.example/", `k"><script>`)
	if !strings.HasPrefix(got, `<script async src="https://cham.example/cham.js" data-key="k&#34;&gt;&lt;script&gt;"></script>`) {
		t.Errorf("snippet %s", got)
	}
	if strings.Contains(got, "{{") {
		t.Errorf("a place was left empty in %s", got)
	}
}

func TestPlugins(t *testing.T) {
	for _, p := range js.Plugins("https://cham.example/", `wk_1"'</script>`) {
		for _, f := range p.Files {
			if strings.Contains(f.Text, "__") && (strings.Contains(f.Text, "__HOST__") || strings.Contains(f.Text, "__KEY__")) {
				t.Errorf("%s: a place was left empty", f.Name)
			}
			if !strings.Contains(f.Text, "https://cham.example/") && !strings.Contains(f.Text, "'https://cham.example'") {
				t.Errorf("%s does not lead here", f.Name)
			}
			if !strings.Contains(f.Text, "wk_1&lt;/script&gt;") {
				t.Errorf("%s: the key got out of its place", f.Name)
			}
			if strings.HasSuffix(f.Name, ".json") && !json.Valid([]byte(f.Text)) {
				t.Errorf("%s is no JSON", f.Name)
			}
		}
	}
}
