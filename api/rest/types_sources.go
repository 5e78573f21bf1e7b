package rest

import (
	"encoding/json"
	"time"

	"cham"
)

// SourceInfo is a place that touches come from, with its health.
type SourceInfo struct {
	ID             cham.SourceID  `json:"id"`
	Name           string         `json:"name"`
	Kind           string         `json:"kind" enum:"website,server,file,demo"`
	WriteKey       string         `json:"writeKey"`
	Enabled        bool           `json:"enabled"`
	RequireConsent bool           `json:"requireConsent"`
	CreatedAt      time.Time      `json:"createdAt"`
	Volumes        []int          `json:"volumes" doc:"accepted touches of each of the last 24 hours, oldest first; the last is the running hour"`
	LastAt         time.Time      `json:"lastAt,omitzero" doc:"when the last touch came in, to the hour when older than the newest hundred"`
	Accepted24h    int            `json:"accepted24h"`
	Refused24h     int            `json:"refused24h"`
	Refusals       map[string]int `json:"refusals" doc:"reason → refused in the last 24 hours"`
	Health         string         `json:"health" enum:"ok,quiet,refusing,off" doc:"off: switched off; refusing: over a tenth of the last 24 hours was refused; quiet: nothing came in for 24 hours; ok"`
}

// NewSource makes a source.
type NewSource struct {
	Name           string `json:"name" minLength:"1" maxLength:"200"`
	Kind           string `json:"kind" enum:"website,server,file"`
	RequireConsent bool   `json:"requireConsent,omitempty"`
}

// SourceChange changes what is set; absent fields stay.
type SourceChange struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Enabled        *bool   `json:"enabled,omitempty"`
	RequireConsent *bool   `json:"requireConsent,omitempty"`
}

// DebuggerPage is what came in lately, newest first, at most 100.
type DebuggerPage struct {
	Events []DebuggerEvent `json:"events"`
}

// DebuggerEvent is one call, taken or refused.
type DebuggerEvent struct {
	At        time.Time       `json:"at" doc:"when it was received"`
	Accepted  bool            `json:"accepted"`
	Reason    string          `json:"reason,omitempty" doc:"why it was refused"`
	Detail    string          `json:"detail,omitempty" doc:"what exactly, in English"`
	Type      cham.CallType   `json:"type,omitempty"`
	Name      string          `json:"name,omitempty"`
	MessageID string          `json:"messageId,omitempty"`
	Channel   cham.Channel    `json:"channel,omitempty"`
	Keys      []KeyRef        `json:"keys,omitempty" doc:"masked for viewers"`
	Sample    json.RawMessage `json:"sample,omitempty" doc:"the call's properties, traits and page; of a refused call the call itself as text, cut at 2 KB; absent for viewers"`
}

// Snippet is what goes into a website.
type Snippet struct {
	HTML string `json:"html"`
}

// ImportInfo is one file being read, or read.
type ImportInfo struct {
	ID         string         `json:"id"`
	Source     cham.SourceID  `json:"source"`
	State      string         `json:"state" enum:"uploaded,running,done,cancelled,failed"`
	FileName   string         `json:"fileName"`
	Kind       string         `json:"kind" enum:"ndjson,csv"`
	Bytes      int64          `json:"bytes"`
	BytesRead  int64          `json:"bytesRead"`
	Accepted   int            `json:"accepted"`
	Refused    int            `json:"refused"`
	Duplicates int            `json:"duplicates"`
	Error      string         `json:"error,omitempty"`
	CreatedAt  time.Time      `json:"createdAt"`
	FinishedAt time.Time      `json:"finishedAt,omitzero"`
	Preview    *ImportPreview `json:"preview,omitempty" doc:"present while the import waits to be started"`
}

// ImportPreview is the head of a file and what would be made of it.
type ImportPreview struct {
	Columns  []string       `json:"columns" doc:"of a CSV file; empty for NDJSON"`
	Rows     [][]string     `json:"rows" doc:"at most 20; of NDJSON one cell per row"`
	Mapping  *ImportMapping `json:"mapping,omitempty" doc:"CSV: the mapping tried, at first a guess from the column names"`
	Touches  []PreviewTouch `json:"touches" doc:"what the rows would become"`
	Problems []RowProblem   `json:"problems" doc:"rows that would be refused"`
}

// ImportMapping says what the columns of a CSV file mean; it is capture.Mapping
// on the wire.
type ImportMapping struct {
	Columns  map[string]string `json:"columns" doc:"field → column name. Fields: userId, anonymousId, phone, email, zalo, facebook, shopee, lazada, tiktokshop, member, event, time, channel, branch, value, currency, duration, messageId, traits.NAME, properties.NAME"`
	Event    string            `json:"event,omitempty" doc:"touch name of rows whose own cell is empty"`
	Channel  cham.Channel      `json:"channel,omitempty" doc:"channel of rows whose own cell is empty"`
	TimeZone string            `json:"timeZone,omitempty" doc:"zone of times that state none; default the workspace's"`
	Layout   string            `json:"layout,omitempty" doc:"day-month or month-day order of dates like 03/04/2026" enum:"dmy,mdy"`
}

// PreviewTouch is one row as it would come in.
type PreviewTouch struct {
	Line    int           `json:"line"`
	At      time.Time     `json:"at,omitzero"`
	Type    cham.CallType `json:"type"`
	Name    string        `json:"name,omitempty"`
	Channel cham.Channel  `json:"channel,omitempty"`
	Keys    []KeyRef      `json:"keys"`
}

// RowProblem is why a row is refused.
type RowProblem struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

// ImportStart chooses the mapping, for CSV.
type ImportStart struct {
	Mapping *ImportMapping `json:"mapping,omitempty"`
}

// RejectsPage is a page of rejected rows.
type RejectsPage struct {
	Rejects []Reject `json:"rejects"`
	Next    int      `json:"next,omitempty" doc:"send as after for the next page; absent at the end"`
}

// Reject is a rejected row.
type Reject struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
	Sample string `json:"sample,omitempty" doc:"the row, cut at 2 KB; absent for viewers"`
}

// LiveTick says once a second how busy it is.
type LiveTick struct {
	PerMinute int            `json:"perMinute" doc:"touches accepted in the last 60 seconds"`
	Touches   int            `json:"touches" doc:"touches of all time"`
	Backlog   int            `json:"backlog" doc:"accepted touches not yet visible in numbers"`
	Live      map[string]int `json:"live" doc:"touchpoint id → customers in the last five minutes, of the map in the request"`
}

// LiveTouch is one call as it comes in, taken or refused.
type LiveTouch struct {
	At        time.Time     `json:"at"`
	Source    cham.SourceID `json:"source"`
	Accepted  bool          `json:"accepted"`
	Reason    string        `json:"reason,omitempty"`
	Detail    string        `json:"detail,omitempty"`
	Type      cham.CallType `json:"type,omitempty"`
	Name      string        `json:"name,omitempty"`
	Channel   cham.Channel  `json:"channel,omitempty"`
	MessageID string        `json:"messageId,omitempty"`
}
