package duckdb

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"cham/chamtest"
)

// smallDisk is a folder on a disk of its own of so many bytes ("200m").
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		chamtest.Missing(t, "mounting a small disk needs root: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}
