package capture

import (
	"time"

	"cham"
)

// FileSource chooses the source of a file for which none was named: the oldest
// file source that is switched on. All such files share it, whichever way they
// come, because a touch counts once per source: the same file sent twice must
// meet itself.
func FileSource(sources []cham.Source) (oldest cham.Source, ok bool) {
	for _, s := range sources {
		if s.Kind == "file" && s.Enabled && (!ok || s.CreatedAt.Before(oldest.CreatedAt)) {
			oldest, ok = s, true
		}
	}
	return oldest, ok
}

// NewSource makes a source that takes touches at once.
func NewSource(ws cham.WorkspaceID, name, kind string, newID func() string, now time.Time) cham.Source {
	return cham.Source{ID: cham.SourceID("s_" + newID()), Workspace: ws, Name: name, Kind: kind,
		WriteKey: NewWriteKey(newID), Enabled: true, CreatedAt: now.UTC()}
}

// NewWriteKey makes the key by which a source is known.
func NewWriteKey(newID func() string) string { return "wk_" + newID() }
