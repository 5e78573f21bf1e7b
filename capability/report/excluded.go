package report

import (
	"context"

	"cham"
)

// excluded answers which rule, if any, leaves a record of the customer who has
// these keys out of every question: the first in the order of the rules. What is no
// interaction counts nowhere, and no rule takes it.
func (s *Service) excluded(ctx context.Context, ws cham.Workspace, keys []cham.KeyID) (func(*cham.Record) *cham.Exclusion, error) {
	whole, err := s.Outsider(ctx, ws.ID, ws.Exclusions, keys)
	if err != nil {
		return nil, err
	}
	x := ws.Exclusions.Excluder()
	return func(r *cham.Record) *cham.Exclusion {
		if !r.Type.Interaction() {
			return nil
		}
		n := x.Touch(&r.Touch)
		if n < 0 || whole >= 0 && whole < n {
			n = whole
		}
		if n < 0 {
			return nil
		}
		return &ws.Exclusions[n]
	}, nil
}

// mostLooked bounds how many records are looked at for one page of a timeline.
const mostLooked = 10 * customerLook

// look reads the records of a page, newest first, with which rule leaves each out,
// and after which one the next page begins, nil at the end. Where only what counts is
// asked for, a page may be short and yet not the last.
func (s *Service) look(ctx context.Context, ws cham.Workspace, keys []cham.KeyID, c TimelineChoice) (out Timeline, err error) {
	excluded, err := s.excluded(ctx, ws, keys)
	if err != nil {
		return out, err
	}
	step := c.Limit + 1
	for looked := 0; ; {
		records, err := s.History.Timeline(ctx, ws.ID, keys, c.Channel, c.Before, c.BeforeSeq, step)
		if err != nil {
			return out, err
		}
		for i := range records {
			by := excluded(&records[i])
			if c.Counted && by != nil {
				continue
			}
			if len(out.Records) == c.Limit {
				out.Last = &out.Records[c.Limit-1]
				return out, nil
			}
			out.Records, out.Excluded = append(out.Records, records[i]), append(out.Excluded, by)
		}
		if len(records) < step {
			return out, nil
		}
		last := records[len(records)-1]
		if looked += len(records); looked >= mostLooked {
			out.Last = &last
			return out, nil
		}
		c.Before, c.BeforeSeq, step = last.At, last.Seq, customerLook
	}
}
