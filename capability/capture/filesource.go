package capture

import "cham"

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
