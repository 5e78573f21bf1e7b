// Package chamtest is the test kit: real databases, the shared data, a
// workspace with customers and touches in a line each. Only tests import it.
package chamtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared returns the path of a file of the shared data, e.g.
// Shared(t, "journey/olist_events_dev.ndjson.gz"). The folder "shared" that
// holds "data" is named by CHAM_SHARED, else found beside the project. Without
// it the test is skipped; in CI (CI=true) it fails.
func Shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := sharedDir()
	if err == nil {
		path := filepath.Join(dir, "data", filepath.FromSlash(name))
		if _, err = os.Stat(path); err == nil {
			return path
		}
	}
	Missing(t, "shared data: %v (set CHAM_SHARED to the folder that holds data/)", err)
	return ""
}

// Missing skips a test for want of something from outside; in CI it fails.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func sharedDir() (string, error) {
	if dir := os.Getenv("CHAM_SHARED"); dir != "" {
		return dir, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, "..", "shared")
		if _, err := os.Stat(filepath.Join(path, "data")); err == nil || filepath.Dir(dir) == dir {
			return path, err
		}
		dir = filepath.Dir(dir)
	}
}
