package imports

import (
	"context"
	"os"
	"slices"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/count"
	"cham/capability/imports"
)

// ImportCounts is what an uploaded report of counts says, or brought.
type ImportCounts struct {
	By       string              `json:"by" enum:"google-analytics,search-console"`
	Counts   int                 `json:"counts" doc:"numbers, each of one value, measure and day or period"`
	Kinds    []CountKind         `json:"kinds" doc:"what is counted"`
	From     string              `json:"from,omitempty" doc:"first day, such as 2026-11-01"`
	To       string              `json:"to,omitempty" doc:"last day"`
	Whole    bool                `json:"whole" doc:"the file has no days: it is kept as its period"`
	Asks     bool                `json:"asks" doc:"the file does not say which days it is of: send from and to"`
	LeftOut  []string            `json:"leftOut" doc:"measures that several lines state of one value and that cannot be added up"`
	Rejected int                 `json:"rejected"`
	Rejects  []count.CountReject `json:"rejects" doc:"the first of them"`
	Taken    bool                `json:"taken,omitempty" doc:"it was taken in: what counts now, and goes when it is undone"`
	Back     int                 `json:"back,omitempty" doc:"of one taken in: how many count again as before when it is undone"`
}

// CountKind is how many values of a kind there are, and what a measure of them comes to.
type CountKind struct {
	Kind    string  `json:"kind" enum:"source,group,campaign,page,keyword,site"`
	Measure string  `json:"measure" enum:"sessions,users,views,clicks,impressions"`
	Values  int     `json:"values"`
	Total   float64 `json:"total"`
}

// countsIn says which days a report is of that names none.
type countsIn struct {
	ImportPath
	From string `query:"from" doc:"first day of a report that names none, such as 2026-11-01"`
	To   string `query:"to" doc:"its last day"`
}

func (in *countsIn) days() count.DaySpan { return count.DaySpan{From: in.From, To: in.To} }

// lookAtCounts reads an uploaded report, and keeps nothing; of one that was taken in
// it says what undoing it takes back.
func (s *server) lookAtCounts(ctx context.Context, in *countsIn) (ImportCounts, error) {
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return ImportCounts{}, err
	}
	if i.State != imports.Uploaded {
		return s.countsTaken(ctx, i)
	}
	_, out, err := s.countsOf(ctx, i, in.days())
	return out, err
}

// takeCounts brings an uploaded report in: days that it states again are replaced.
// The file is done with then.
func (s *server) takeCounts(ctx context.Context, in *countsIn) (ImportCounts, error) {
	ws := route.Workspace(ctx)
	i, err := s.Imports.Import(ctx, ws, in.ID)
	if err == nil && i.State != imports.Uploaded {
		err = &cham.Error{Code: cham.CodeConflict, Op: "rest.importCounts", Key: "error.import.state"}
	}
	if err != nil {
		return ImportCounts{}, err
	}
	counts, out, err := s.countsOf(ctx, i, in.days())
	if err == nil && out.Asks {
		err = count.ErrDays()
	}
	if err != nil {
		return out, err
	}
	if err := s.Counts.SetCountsOf(ctx, ws, in.ID, counts); err != nil {
		return out, err
	}
	return out, s.Importer.Finish(ctx, ws, in.ID)
}

func (s *server) countsOf(ctx context.Context, i capture.Import, days count.DaySpan) ([]cham.Count, ImportCounts, error) {
	_, loc, err := s.business(ctx)
	if err != nil {
		return nil, ImportCounts{}, err
	}
	f, err := os.Open(i.Path)
	if err != nil {
		return nil, ImportCounts{}, cham.Wrap(cham.CodeInternal, "rest.importCounts", err)
	}
	defer f.Close()
	r, err := count.Read(f, i.FileName, loc, days)
	if err != nil {
		return nil, ImportCounts{}, err
	}
	out := sumOfCounts(r.Counts)
	out.By, out.Whole, out.Asks, out.LeftOut = r.By, r.Whole, r.Asks, r.LeftOut
	out.Rejected, out.Rejects = len(r.Rejects), r.Rejects[:min(len(r.Rejects), shownRejects)]
	if !r.Asks {
		p := count.PeriodOf(r.Counts, loc)
		out.From, out.To = p.From, p.To
	}
	return r.Counts, out, nil
}

// countsTaken says what of an import's counts counts now.
func (s *server) countsTaken(ctx context.Context, i capture.Import) (ImportCounts, error) {
	_, loc, err := s.business(ctx)
	if err != nil {
		return ImportCounts{}, err
	}
	counting, behind, err := s.Counts.CountsOf(ctx, i.Workspace, i.ID)
	if err != nil || len(counting) == 0 {
		if err == nil {
			err = &cham.Error{Code: cham.CodeConflict, Op: "rest.importCounts", Key: "error.import.state"}
		}
		return ImportCounts{}, err
	}
	out, p := sumOfCounts(counting), count.PeriodOf(counting, loc)
	out.By, out.From, out.To, out.Taken, out.Back = counting[0].By, p.From, p.To, true, behind
	return out, nil
}

// sumOfCounts adds up what can be: positions and people cannot.
func sumOfCounts(counts []cham.Count) ImportCounts {
	out := ImportCounts{Counts: len(counts), Kinds: []CountKind{}, LeftOut: []string{}, Rejects: []count.CountReject{}}
	met := map[[3]string]bool{}
	for _, c := range counts {
		if c.Measure == "users" || c.Measure == "position" {
			continue
		}
		i := slices.IndexFunc(out.Kinds, func(k CountKind) bool { return k.Kind == c.Kind && k.Measure == c.Measure })
		if i < 0 {
			i, out.Kinds = len(out.Kinds), append(out.Kinds, CountKind{Kind: c.Kind, Measure: c.Measure})
		}
		out.Kinds[i].Total += c.Number
		if value := [3]string{c.Kind, c.Measure, c.Value}; !met[value] {
			met[value] = true
			out.Kinds[i].Values++
		}
	}
	return out
}
