package measure

import (
	"slices"
	"strings"
	"time"

	"cham"
)

// SavedSegment is the customers behind a figure, as of whenever they are asked
// for: it says who, not a list of then.
type SavedSegment struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Query  Query  `json:"query"`
	Figure Figure `json:"figure"`

	CreatedAt time.Time   `json:"createdAt"`
	CreatedBy cham.UserID `json:"createdBy,omitempty"`
}

// Uses reports whether the segment is narrowed by the one of an id.
func (s SavedSegment) Uses(id string) bool {
	uses := slices.Contains(s.Query.Segment.SavedIDs(), id)
	for _, is := range s.Query.Where {
		uses = uses || is.By == BySegment && slices.Contains(is.Any, id)
	}
	return uses
}

// SavedIDs are the ids of the saved segments that narrow the question.
func (s Segment) SavedIDs() (ids []string) {
	for id := range strings.SplitSeq(s.Saved, ",") {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
