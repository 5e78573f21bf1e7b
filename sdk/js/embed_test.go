package js_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"cham/sdk/js"
)

// limit is what the script may weigh after gzip, in bytes.
const limit = 4096

func TestScriptIsSmall(t *testing.T) {
	script := js.Script()
	if script == nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the script is not built; run make build first")
		}
		t.Skip("the script is not built; run npm run build in sdk/js")
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	w.Write(script)
	w.Close()
	if packed.Len() > limit {
		t.Errorf("%d bytes after gzip, limit %d", packed.Len(), limit)
	}
	for _, word := range []string{"eval(", "new Function", "document.write"} {
		if bytes.Contains(script, []byte(word)) {
			t.Errorf("the script has %q, which content security policies forbid", word)
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
