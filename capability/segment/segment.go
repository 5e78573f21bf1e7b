// Package segment keeps who is in the live segments of a workspace, and tells who
// enters and who leaves: as touches come, and as time passes. See docs/decisions/0042.
package segment

import (
	"context"
	"time"

	"cham"
	"cham/capability/tag"
	"cham/measure"
)

// Live is a saved segment that is watched.
type Live struct {
	Segment string      `json:"segment"`
	Since   time.Time   `json:"since"`
	By      cham.UserID `json:"by,omitempty" mask:"no"`
	// Tag is put on who enters and taken off who leaves, "" for none.
	Tag string `json:"tag,omitempty"`
	// Basis says by which rules its members were found; while it is "" they were not yet.
	Basis string `json:"-"`
}

// Part is the members of a segment among the keys of one range, packed.
type Part struct {
	Number int64
	Keys   string
}

// Move is somebody entering a segment, or leaving it; Key is one of theirs.
type Move struct {
	Seq     int64
	Segment string
	Key     cham.KeyID
	Entered bool
	At      time.Time
}

// Change is what a look at one segment found, to be stored whole or not at all.
type Change struct {
	Live
	// Anew says that Parts and Tagged are all there are: its members were found without telling anybody.
	Anew  bool
	Parts []Part // in place of those with their numbers
	Moves []Move // Seq is given by the store
	// Tagged get the segment's tag, under the key that names them as in Parts: whoever keeps that key keeps both.
	// Of Untagged it is taken off where the segment had put it.
	Tagged, Untagged []cham.CustomerID
}

// Counts are how many entered and left since an instant.
type Counts struct {
	Entered int `json:"entered"`
	Left    int `json:"left"`
}

// Store keeps live segments.
type Store interface {
	// Live are a workspace's, by segment.
	Live(ctx context.Context, ws cham.WorkspaceID) ([]Live, error)
	// Workspaces are those with a live segment or with moves that were not told.
	Workspaces(ctx context.Context) ([]cham.WorkspaceID, error)
	// Start makes a segment live. CodeConflict: it is; CodeNotFound: there is no such segment.
	Start(ctx context.Context, ws cham.WorkspaceID, l Live) error
	// SetTag has a live segment put another tag on, or none. What it put on so far stays
	// as if by hand, and its members are found anew.
	SetTag(ctx context.Context, ws cham.WorkspaceID, segment, tag string) error
	// Stop has a segment be live no more; tags that it put on stay as if by hand. CodeNotFound.
	Stop(ctx context.Context, ws cham.WorkspaceID, segment string) error
	Parts(ctx context.Context, ws cham.WorkspaceID, segment string) ([]Part, error)
	// Commit stores changes. CodeConflict: one of the segments is not live any more, or was
	// made live again; nothing is stored then.
	Commit(ctx context.Context, ws cham.WorkspaceID, all []Change) error
	// Untold are moves that were not told yet, in order.
	Untold(ctx context.Context, ws cham.WorkspaceID, limit int) ([]Move, error)
	// Told says that all up to a Seq were told.
	Told(ctx context.Context, ws cham.WorkspaceID, seq int64) error
	// Counts are those of each live segment since an instant.
	Counts(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]Counts, error)
	// Moves are a segment's latest, the newest first.
	Moves(ctx context.Context, ws cham.WorkspaceID, segment string, limit int) ([]Move, error)
	// Forget drops moves from before an instant that were told.
	Forget(ctx context.Context, before time.Time) error
}

// Customer is a customer with their keys.
type Customer struct {
	ID   cham.CustomerID
	Keys []cham.KeyID
}

// Look is one moment in which rules are decided for some customers alone.
type Look struct {
	Customers []Customer
	// Members are those of them who are in a segment; of a segment of a figure, others may be among them.
	Members func(ctx context.Context, g measure.SavedSegment) ([]cham.CustomerID, error)
}

// Source is what rules are decided by.
type Source interface {
	// Segments are a workspace's saved segments.
	Segments(ctx context.Context, ws cham.WorkspaceID) ([]measure.SavedSegment, error)
	// Look finds the customers whom keys belong to.
	Look(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) (Look, error)
	// Everyone is in a segment, ascending.
	Everyone(ctx context.Context, ws cham.WorkspaceID, g measure.SavedSegment) ([]cham.CustomerID, error)
	// Settled says of which of the customers the graph has just these keys.
	Settled(ctx context.Context, ws cham.WorkspaceID, all []Customer) (map[cham.CustomerID]bool, error)
}

// WatchTag refuses a tag for a live segment: CodeConflict when another one has it, or when who is
// in the segment depends on it, by whatever way.
func WatchTag(saved []measure.SavedSegment, live []Live, segment, name string) error {
	for _, l := range live {
		if l.Segment != segment && tag.Fold(l.Tag) == tag.Fold(name) {
			return &cham.Error{Code: cham.CodeConflict, Op: "segment.WatchTag", Field: "tag", Key: "error.live.tagTaken",
				Args: map[string]any{"segment": named(saved, l.Segment).Name}}
		}
	}
	return Loops(saved, append([]Live{{Segment: segment, Tag: name}}, live...))
}

// Loops refuses segments that put on a tag which they ask for, by whatever way: CodeConflict.
func Loops(saved []measure.SavedSegment, live []Live) error {
	for _, l := range live {
		if l.Tag != "" && asks(saved, live, named(saved, l.Segment), l.Tag, map[string]bool{}) {
			return &cham.Error{Code: cham.CodeConflict, Op: "segment.Loops", Field: "tag", Key: "error.live.tagLoop",
				Args: map[string]any{"segment": named(saved, l.Segment).Name, "tag": l.Tag}}
		}
	}
	return nil
}

// asks reports whether who is in a segment depends on a tag.
func asks(saved []measure.SavedSegment, live []Live, g measure.SavedSegment, name string, seen map[string]bool) bool {
	if seen[g.ID] {
		return false
	}
	seen[g.ID] = true
	for _, other := range saved {
		if g.Uses(other.ID) && asks(saved, live, other, name, seen) {
			return true
		}
	}
	for _, t := range tagsOf(g) {
		if tag.Fold(t) == tag.Fold(name) {
			return true
		}
		for _, l := range live {
			if tag.Fold(l.Tag) == tag.Fold(t) && asks(saved, live, named(saved, l.Segment), name, seen) {
				return true
			}
		}
	}
	return false
}

func tagsOf(g measure.SavedSegment) (tags []string) {
	if g.Rule != nil {
		g.Rule.Walk(func(r measure.SegmentRule) {
			if r.Tag != nil {
				tags = append(tags, r.Tag.Any...)
			}
		})
	}
	return tags
}

func named(saved []measure.SavedSegment, id string) measure.SavedSegment {
	for _, g := range saved {
		if g.ID == id {
			return g
		}
	}
	return measure.SavedSegment{}
}
