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
	// Heads are ends that were kept apart from the entries, by workspace: entries
	// that were cut off at the end leave no trace in the chain itself.
	Heads map[cham.WorkspaceID]Head
	last  map[cham.WorkspaceID]Entry
	N     int // entries that hold
}

// End says, once all entries were taken, whether each log still reaches where it
// was seen to end. CodeInvalid: one was cut off.
func (c *Chain) End() error {
	for ws, h := range c.Heads {
		if last := c.last[ws]; last.Seq < h.Seq {
			return cham.Errorf(cham.CodeInvalid, "audit.Chain", "the log of %s ends with entry %d, and was seen to have %d: its end was cut off",
				ws, last.Seq, h.Seq)
		}
	}
	return nil
}

// Cut says that a workspace's log begins behind an entry, which was removed for
// its age with all before it.
func (c *Chain) Cut(h Head) {
	if c.last == nil {
		c.last = map[cham.WorkspaceID]Entry{}
	}
	c.last[h.Workspace] = Entry{Seq: h.Seq, Hash: h.Hash}
}

// Next takes the next entry. It answers CodeInvalid, with the place, when the
// entry was changed, one before it is missing, or it is another than the one
// that was seen in its place.
func (c *Chain) Next(n Entry) error {
	last := c.last[n.Workspace]
	if n.Seq != last.Seq+1 {
		return cham.Errorf(cham.CodeInvalid, "audit.Chain", "the log of %s lacks entry %d", n.Workspace, last.Seq+1)
	}
	if n.Hash != digest(last.Hash, n) {
		return cham.Errorf(cham.CodeInvalid, "audit.Chain", "entry %d of %s (%s) was changed after it was written",
			n.Seq, n.Workspace, n.At.Format(time.RFC3339))
	}
	if h := c.Heads[n.Workspace]; h.Seq == n.Seq && h.Hash != n.Hash {
		return cham.Errorf(cham.CodeInvalid, "audit.Chain", "entry %d of %s (%s) is not the one that was written: the log was made anew",
			n.Seq, n.Workspace, n.At.Format(time.RFC3339))
	}
	if c.last == nil {
		c.last = map[cham.WorkspaceID]Entry{}
	}
	c.last[n.Workspace] = n
	c.N++
	return nil
}
