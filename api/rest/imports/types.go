package imports

import (
	"github.com/danielgtaylor/huma/v2"

	"time"

	"cham"
	"cham/api/rest/route"
)

// ImportInfo is one file being read, or read.
type ImportInfo struct {
	ID         string         `json:"id"`
	Source     cham.SourceID  `json:"source"`
	State      string         `json:"state" enum:"uploaded,running,done,cancelled,failed,undoing,undone"`
	FileName   string         `json:"fileName"`
	Kind       string         `json:"kind" enum:"ndjson,csv,xlsx,json,parquet"`
	Bytes      int64          `json:"bytes"`
	BytesRead  int64          `json:"bytesRead"`
	Accepted   int            `json:"accepted"`
	Refused    int            `json:"refused"`
	Duplicates int            `json:"duplicates"`
	Error      string         `json:"error,omitempty" doc:"why it failed, in English"`
	ErrorKey   string         `json:"errorKey,omitempty" doc:"the same as a key of the sentences in locale/"`
	ErrorLine  int            `json:"errorLine,omitempty" doc:"the line of the file that the sentence names"`
	CreatedAt  time.Time      `json:"createdAt"`
	FinishedAt time.Time      `json:"finishedAt,omitzero"`
	Touches    *int           `json:"touches,omitempty" doc:"how many touches it brought that are there: what undoing it removes"`
	Costs      int            `json:"costs,omitempty" doc:"how many costs it brought that count: undoing it takes them back"`
	Counts     int            `json:"counts,omitempty" doc:"how many numbers it brought of what others counted: undoing it takes them back"`
	Removed    int            `json:"removed,omitempty" doc:"touches that undoing it removed so far"`
	UndoneAt   time.Time      `json:"undoneAt,omitzero"`
	Preview    *ImportPreview `json:"preview,omitempty" doc:"present while the import waits to be started"`
	Reasons    []RejectReason `json:"reasons,omitempty" doc:"of one import that was started: why rows were refused, the most frequent first"`
}

// RejectReason is a reason why rows were refused.
type RejectReason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
	Lines  []int  `json:"lines" doc:"the first lines refused for it, at most five"`
}

// ImportPreview is the head of a file and what would be made of it.
type ImportPreview struct {
	Columns  []string       `json:"columns" doc:"of a table; empty for calls"`
	Sheets   []string       `json:"sheets,omitempty" doc:"of a workbook: the sheets that can be seen"`
	Sheet    string         `json:"sheet,omitempty" doc:"of a workbook: the one that is read"`
	Rows     [][]string     `json:"rows" doc:"at most 20; of calls one cell per row"`
	Mapping  *ImportMapping `json:"mapping,omitempty" doc:"of a table: the mapping tried, at first a guess from the column names"`
	Touches  []PreviewTouch `json:"touches" doc:"what the rows would become"`
	Problems []RowProblem   `json:"problems" doc:"rows that would be refused"`
	Lacks    string         `json:"lacks,omitempty" enum:"owner,time" doc:"what the mapping must still name"`
	Statuses []OrderStatus  `json:"statuses,omitempty" doc:"of a table: statuses of orders met in the first rows"`
	Returned int            `json:"returned,omitempty" doc:"of a table: orders of the first rows that become a sale and a refund of it"`
	Refunds  int            `json:"refunds,omitempty" doc:"of a table: rows of these that are a refund alone"`
	Export   string         `json:"export,omitempty" doc:"of a table: the export that its headings are known as"`
	Saved    string         `json:"saved,omitempty" doc:"the name of the saved mapping that is tried"`
	Looks    []ColumnLook   `json:"looks,omitempty" doc:"of a table: what each column is taken for, and why"`
	Sum      PreviewSum     `json:"sum" doc:"what the rows come to that were read"`
}

// ColumnLook is a column as it was read.
type ColumnLook struct {
	Name    string   `json:"name"`
	Example string   `json:"example,omitempty"`
	Field   string   `json:"field,omitempty" doc:"what it is taken for; absent when it is left out"`
	Ask     string   `json:"ask,omitempty" enum:"channel,layout" doc:"what only a person can tell"`
	Why     string   `json:"why"`
	N       int      `json:"n" doc:"the number that why is about"`
	Values  []string `json:"values,omitempty" doc:"what is asked about"`
}

// PreviewSum is what the rows come to that were read.
type PreviewSum struct {
	Rows      int           `json:"rows"`
	Whole     bool          `json:"whole" doc:"the file has no more rows"`
	Events    []EventSum    `json:"events" doc:"what happened, the most frequent first"`
	First     time.Time     `json:"first,omitzero"`
	Last      time.Time     `json:"last,omitzero"`
	Customers int           `json:"customers"`
	Known     int           `json:"known" doc:"those of the customers who are here already"`
	Refused   []RefusedRows `json:"refused" doc:"why rows will be refused, the most frequent first"`
}

// EventSum is one event's touches, and the money they state.
type EventSum struct {
	Event string  `json:"event"`
	Count int     `json:"count"`
	Value float64 `json:"value,omitempty"`
}

// RefusedRows are those that will be refused for one reason.
type RefusedRows struct {
	Reason  string   `json:"reason"`
	Count   int      `json:"count"`
	Lines   []int    `json:"lines" doc:"the first, at most five"`
	Details []string `json:"details,omitempty"`
}

// MappingInfo is a mapping that was given a name.
type MappingInfo struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Columns []string      `json:"columns" doc:"the headings it was made for"`
	Mapping ImportMapping `json:"mapping"`
	SavedAt time.Time     `json:"savedAt"`
}

// NewMapping gives the mapping of a file a name.
type NewMapping struct {
	Name    string        `json:"name" minLength:"1" maxLength:"80"`
	Columns []string      `json:"columns" minItems:"1" doc:"the headings of the file it was made for"`
	Mapping ImportMapping `json:"mapping"`
}

// OrderStatus is a status as the file writes it, and what it stands for.
type OrderStatus struct {
	Status string `json:"status"`
	Event  string `json:"event,omitempty" doc:"the event it stands for; absent when that is not known, and the rows are refused"`
	Rows   int    `json:"rows"`
}

// ImportMapping says what the columns of a table mean; it is capture.Mapping
// on the wire.
type ImportMapping struct {
	Columns  map[string]string       `json:"columns" doc:"field → column name"`
	Statuses map[string]string       `json:"statuses,omitempty" doc:"status of an order → event it stands for; known words need none"`
	Channels map[string]cham.Channel `json:"channels,omitempty" doc:"word of the column of channels → channel; known words need none"`
	Event    string                  `json:"event,omitempty" doc:"touch name of rows whose own cell is empty"`
	Channel  cham.Channel            `json:"channel,omitempty" doc:"channel of rows whose own cell is empty"`
	TimeZone string                  `json:"timeZone,omitempty" doc:"zone of times that state none; default the workspace's"`
	Layout   string                  `json:"layout,omitempty" doc:"day-month or month-day order of dates like 03/04/2026" enum:"dmy,mdy"`
	Sheet    string                  `json:"sheet,omitempty" doc:"of a workbook: the sheet to read; default the one with most data"`
}

// TransformSchema lists the fields for the API's description.
func (ImportMapping) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["columns"].Description = "field → column name. Fields: userId, anonymousId, phone, email, zalo, facebook, shopee, lazada, " +
		"tiktokshop, member, event, time, channel, branch, value, refund, refundTime, currency, duration, order, status, cancelled, " +
		"product.name, product.sku, product.quantity, product.price, product.total, messageId, traits.NAME, properties.NAME"
	s.Properties["statuses"].Description += ". Order Returned is a sale and its refund, Order Refunded the refund alone of an order that " +
		"stands elsewhere"
	return s
}

// PreviewTouch is one row as it would come in.
type PreviewTouch struct {
	Line    int            `json:"line"`
	At      time.Time      `json:"at,omitzero"`
	Type    cham.CallType  `json:"type"`
	Name    string         `json:"name,omitempty"`
	Channel cham.Channel   `json:"channel,omitempty"`
	Keys    []route.KeyRef `json:"keys"`
	Value   float64        `json:"value,omitempty" doc:"money gained"`
	Rows    int            `json:"rows,omitempty" doc:"of an order: how many rows of the file are its lines"`
}

// RowProblem is why a row is refused.
type RowProblem struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

// ImportStart chooses the mapping, for a table.
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
