package main

import (
	"strings"
	"testing"
)

// What is built in is listed, with addresses that scanners know.
func TestSBOM(t *testing.T) {
	var bom struct {
		BOMFormat  string
		Components []struct{ Name, Version, PURL string }
	}
	runCham(t, &bom, "sbom")
	found := false
	for _, c := range bom.Components {
		found = found || c.Name == "filippo.io/age" && strings.HasPrefix(c.PURL, "pkg:golang/filippo.io/age@v")
	}
	if bom.BOMFormat != "CycloneDX" || !found {
		t.Errorf("%+v", bom)
	}
}
