package reach

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/reach"
)

type ledgerIn struct {
	Customer cham.CustomerID `query:"customer" doc:"of one customer"`
	Message  string          `query:"message" maxLength:"100" doc:"of one message"`
	route.Separator
}

var ledgerColumns = []string{"at", "id", "customer", "message", "occasion", "class", "verdict", "way", "until", "rule", "reasons",
	"outcome", "by"}

// ledgerPage is how many decisions are read at a time.
const ledgerPage = 1000

// ledger is every decision with its reasons, the latest first.
func (s *server) ledger(ctx context.Context, in *ledgerIn) (t route.Table, err error) {
	var keys []cham.KeyID
	if in.Customer != 0 {
		if keys, err = s.keys(ctx, in.Customer); err != nil {
			return t, err
		}
	}
	return route.Table{Name: "cham-decisions", Columns: ledgerColumns, Rows: func(write func(...any) error) error {
		for after := (reach.After{}); ; {
			some, err := s.Desk.Store.Entries(ctx, route.Workspace(ctx), keys, in.Message, after, ledgerPage)
			if err != nil {
				return err
			}
			for i := range some {
				if err := writeEntry(&some[i], write); err != nil {
					return err
				}
				after = reach.After{At: some[i].At, ID: some[i].ID}
			}
			if len(some) < ledgerPage {
				return nil
			}
		}
	}}, nil
}

func writeEntry(e *reach.Entry, write func(...any) error) error {
	d := &e.Decision
	reasons, err := json.Marshal(d.Ways)
	if err != nil {
		return err
	}
	until := time.Time{}
	if d.Verdict == reach.Later {
		until = d.At
	}
	return write(e.At, e.ID, int64(e.Customer), e.Message, e.Occasion, string(e.Class), string(d.Verdict), string(d.Way), until, d.Rule(),
		string(reasons), e.Outcome, string(e.By))
}

func (s *server) ledgerCSV(ctx context.Context, in *ledgerIn) (route.File, error) {
	t, err := s.ledger(ctx, in)
	return t.CSVBy(in.Separator), err
}

func (s *server) ledgerWorkbook(ctx context.Context, in *ledgerIn) (route.File, error) {
	t, err := s.ledger(ctx, in)
	return t.Workbook(), err
}
