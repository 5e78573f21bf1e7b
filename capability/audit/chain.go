package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"cham"
)

// seal makes n the entry after last.
func seal(last, n Entry) Entry {
	n.Seq = last.Seq + 1
	n.Hash = digest(last.Hash, n)
	return n
}

// digest is SHA-256 over the hash before and all that the entry says, as a
// JSON list, so that no two entries are written alike.
func digest(before string, n Entry) string {
	b, err := json.Marshal([]any{before, n.Workspace, n.Seq, n.At.UTC().Format(time.RFC3339Nano), n.User, n.Key, n.Name, n.Address,
		n.Action, n.Object, n.Before, n.After})
	if err != nil {
		panic("audit: " + err.Error()) // texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Chain follows the entries of workspaces, each from its first on.
type Chain struct {
	last map[cham.WorkspaceID]Entry
	N    int // entries that hold
}

// Next takes the next entry. It answers CodeInvalid, with the place, when the
// entry was changed, or one before it is missing. Entries that were cut off at
// the end leave no trace in the chain: keep a copy of a hash elsewhere.
func (c *Chain) Next(n Entry) error {
	last := c.last[n.Workspace]
	if n.Seq != last.Seq+1 {
		return cham.Errorf(cham.CodeInvalid, "audit.Chain", "the log of %s lacks entry %d", n.Workspace, last.Seq+1)
	}
	if n.Hash != digest(last.Hash, n) {
		return cham.Errorf(cham.CodeInvalid, "audit.Chain", "entry %d of %s (%s) was changed after it was written",
			n.Seq, n.Workspace, n.At.Format(time.RFC3339))
	}
	if c.last == nil {
		c.last = map[cham.WorkspaceID]Entry{}
	}
	c.last[n.Workspace] = n
	c.N++
	return nil
}
