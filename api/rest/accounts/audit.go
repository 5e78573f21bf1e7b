package accounts

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/locale"
)

// AuditEntry is one thing that was done.
type AuditEntry struct {
	Seq     int64           `json:"seq" doc:"from 1, without gaps"`
	At      time.Time       `json:"at"`
	User    cham.UserID     `json:"user,omitempty"`
	Key     string          `json:"key,omitempty" doc:"id of the API key, absent for a person"`
	Name    string          `json:"name,omitempty" doc:"of the person or key, as it was"`
	Address string          `json:"address,omitempty"`
	Action  string          `json:"action" doc:"what was done: a word of the log, or the operation of the API"`
	Object  string          `json:"object,omitempty" doc:"what it was done to"`
	Before  json.RawMessage `json:"before,omitempty" doc:"what was changed, as it was"`
	After   json.RawMessage `json:"after,omitempty" doc:"what was changed, as it became"`
	Hash    string          `json:"hash" mask:"no" doc:"SHA-256 of this entry and the hash before it"`
}

// AuditPage is a page of the log.
type AuditPage struct {
	Entries []AuditEntry `json:"entries" doc:"newest first"`
	Next    int64        `json:"next,omitempty" doc:"send as before for older ones; absent at the end"`
}

// AuditFilter chooses entries. It is exported because huma looks into embedded
// structs only then.
type AuditFilter struct {
	route.Period
	Action string      `query:"action" doc:"only these"`
	User   cham.UserID `query:"user" doc:"only by this person"`
	Before int64       `query:"before" doc:"only entries older than this seq"`
	Limit  int         `query:"limit" minimum:"0" maximum:"500" doc:"default 50"`
}

type auditFileIn struct {
	AuditFilter
	Language string `header:"Accept-Language"`
	route.Separator
}

func (in AuditFilter) filter(limit int) audit.Filter {
	return audit.Filter{Action: audit.Action(in.Action), User: in.User, Before: in.Before, Limit: limit,
		Period: cham.Period{From: in.From, To: in.To}}
}

func (s *server) audit(ctx context.Context, in *AuditFilter) (out AuditPage, err error) {
	limit := route.PageSize(in.Limit)
	all, err := s.Audit.Entries(ctx, route.Workspace(ctx), in.filter(limit))
	for _, e := range all {
		out.Entries = append(out.Entries, AuditEntry{Seq: e.Seq, At: e.At, User: e.User, Key: e.Key, Name: e.Name, Address: e.Address,
			Action: string(e.Action), Object: e.Object, Before: raw(e.Before), After: raw(e.After), Hash: e.Hash})
	}
	if len(all) == limit {
		out.Next = all[limit-1].Seq
	}
	return out, err
}

func raw(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}

func (s *server) auditCSV(ctx context.Context, in *auditFileIn) (route.File, error) {
	ws, err := s.Access.Workspace(ctx, route.Workspace(ctx))
	if err != nil {
		return route.File{}, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return route.File{}, cham.Wrap(cham.CodeInternal, "rest.audit", err)
	}
	all, err := s.Audit.Entries(ctx, ws.ID, in.filter(0))
	if err != nil {
		return route.File{}, err
	}
	lang := locale.Match(in.Language)
	var head []string
	for _, c := range []string{"seq", "at", "who", "address", "action", "object", "before", "after", "hash"} {
		head = append(head, locale.Text(lang, "settings.audit.col."+c, nil))
	}
	t := route.Table{Name: "cham-audit", Columns: head, Rows: func(write func(...any) error) error {
		for _, e := range all {
			err := write(e.Seq, e.At.In(loc), e.Name, e.Address, string(e.Action), e.Object, e.Before, e.After, e.Hash)
			if err != nil {
				return err
			}
		}
		return nil
	}}
	return t.CSVBy(in.Separator), nil
}
