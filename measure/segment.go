package measure

import (
	"slices"
	"strings"
	"time"

	"cham"
)

// SavedSegment is the customers who meet a rule, or those behind a figure, as of
// whenever they are asked for: it says who, not a list of then.
type SavedSegment struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Rule says who; when it is nil, Query and Figure do.
	Rule   *SegmentRule `json:"rule,omitempty"`
	Query  Query        `json:"query"`
	Figure Figure       `json:"figure"`
	// Relative, when set, is the query's period in place of From and To.
	Relative Relative `json:"relative,omitempty" enum:"7d,30d,90d,12m,month,lastMonth" doc:"moves with the days, in place of from and to"`

	CreatedAt time.Time   `json:"createdAt"`
	CreatedBy cham.UserID `json:"createdBy,omitempty"`
}

// QueryAt is the segment's query as it is asked now.
func (s SavedSegment) QueryAt(now time.Time, loc *time.Location) (Query, error) {
	if s.Relative == "" {
		return s.Query, nil
	}
	p, err := s.Relative.Period(now, loc)
	q := s.Query
	q.From, q.To = p.From, p.To
	return q, err
}

// Uses reports whether the segment is narrowed by the one of an id.
func (s SavedSegment) Uses(id string) bool {
	uses := slices.Contains(s.Query.Segment.SavedIDs(), id)
	for _, is := range s.Query.Where {
		uses = uses || is.By == BySegment && slices.Contains(is.Any, id)
	}
	if s.Rule != nil {
		s.Rule.Walk(func(r SegmentRule) { uses = uses || r.Segment == id })
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
