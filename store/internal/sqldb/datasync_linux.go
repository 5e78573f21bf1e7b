package sqldb

// The SQLite driver is built without HAVE_FDATASYNC, which SQLite's own build
// finds out about: each commit then also waits for the file system's journal,
// to have the time of the change on disk, which takes three times as long. The
// flags of a dependency are not ours to set, so the linker gives the databases
// in this program (DuckDB too) a fsync that is fdatasync for files. That
// brings to disk all that reading the data back needs, a new length included.

// #cgo LDFLAGS: -Wl,--wrap=fsync
// #include "datasync_linux.h"
import "C"

// dataSyncs is how often that happened.
func dataSyncs() int64 { return int64(C.cham_datasyncs()) }
