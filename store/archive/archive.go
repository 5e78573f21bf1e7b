// Package archive is the one file a backup is: what is in it, in which form,
// and how it is told that all of it is there unharmed. It knows nothing of the
// stores whose parts it holds.
//
// The file is a tar of small members that standard tools read. head.json says
// what it is; then come the parts in chunks, each packed with zstd
// ("state/node.000001.zst"); manifest.json, the last, lists every part with its
// rows and the SHA-256 of its content. A file without it is not whole. With a
// passphrase all of that lies in an age file (age-encryption.org), which the
// program "age" opens too.
package archive

import (
	"time"

	"cham"
)

// Format is the version of the form that this program writes; it reads those up
// to it.
const Format = 1

const (
	headName     = "head.json"
	manifestName = "manifest.json"
	// chunkBytes is how much of a part stands in a member, before it is packed.
	chunkBytes = 4 << 20
)

// Head says what an archive is, before anything of it is read.
type Head struct {
	Format int `json:"format"`
	// Program is the version of the program that wrote it.
	Program string `json:"program"`
	// At is the instant all of it is of.
	At time.Time `json:"at"`
	// Database is what the state lay in, "sqlite" or "postgres"; Schema its version.
	Database string `json:"database"`
	Schema   int64  `json:"schema"`
	// Folder was the data folder; paths in the state begin with it.
	Folder     string             `json:"folder"`
	Workspaces []cham.WorkspaceID `json:"workspaces"`
}

// Part is one thing in an archive: a table, a file, the journal.
type Part struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows,omitempty"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Digest is of what the part means, where two that mean the same may differ in
	// their bytes.
	Digest string `json:"digest,omitempty"`
}

// Manifest is everything in an archive.
type Manifest struct {
	Head
	Parts []Part `json:"parts"`
}

// Part finds a part, nil when there is none of that name.
func (m Manifest) Part(name string) *Part {
	for i := range m.Parts {
		if m.Parts[i].Name == name {
			return &m.Parts[i]
		}
	}
	return nil
}

// Bytes is the size of all parts, unpacked.
func (m Manifest) Bytes() (n int64) {
	for _, p := range m.Parts {
		n += p.Bytes
	}
	return n
}
