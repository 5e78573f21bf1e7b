package rest

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write web/openapi.json anew")

// The pages' types are made from the committed file, so it must say what the
// handlers do.
func TestOpenAPIFileIsFresh(t *testing.T) {
	const path = "../../web/openapi.json"
	fresh, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, fresh, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fresh, stored) {
		t.Error("web/openapi.json is stale: run make openapi")
	}
}
