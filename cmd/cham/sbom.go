package main

import (
	"encoding/json"
	"io"
	"net/url"
	"runtime/debug"
	"strings"

	"cham"
)

type sbomCmd struct{}

// component is a CycloneDX component.
type component struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl,omitempty"`
}

// Run prints the modules that were built into this very program. The pages'
// packages stand in web/package-lock.json, the snippet has none.
func (c *sbomCmd) Run(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cham.Errorf(cham.CodeUnavailable, "cham.sbom", "this program was built without build information; build it with make")
	}
	parts := []component{{Type: "framework", Name: "go", Version: strings.TrimPrefix(info.GoVersion, "go"),
		PURL: "pkg:golang/stdlib@" + strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		at := "pkg:golang/" + escapedModule(m.Path) + "@" + m.Version
		parts = append(parts, component{Type: "library", Name: m.Path, Version: m.Version, PURL: at})
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"metadata": map[string]any{"component": component{Type: "application", Name: "cham", Version: version},
			"properties": []map[string]string{{"name": "vcs.revision", "value": revision}}},
		"components": parts,
	})
}

func escapedModule(path string) string {
	return strings.ReplaceAll(url.PathEscape(path), "%2F", "/")
}
