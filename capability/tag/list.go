package tag

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"cham"
	"cham/table"
)

// mostLines bounds a list, which may be packed very small.
const mostLines = 1_000_000

// mostText bounds what is kept of a line that nobody was found for, in bytes.
const mostText = 200

// Line is a line of a list: where it stands, what it says, and the keys in it, the strongest first.
type Line struct {
	Number int
	Text   string
	Keys   []cham.Key
}

// Keys finds keys in the cells of a table, by its headings and first rows; the cells
// are those of a row, the keys the strongest first.
type Keys func(header []string, sample [][]string) func(cells []string) []cham.Key

// ReadList reads a table of any kind that package table reads; name is the file's. A
// first line that is no heading but a key is a line, too. CodeInvalid: the file
// cannot be read, or is over a million lines.
func ReadList(r io.Reader, name string, keys Keys) (lines []Line, err error) {
	f, err := table.Open(r, name)
	if err != nil {
		return nil, err
	}
	rows, err := f.Table("")
	if err != nil {
		return nil, err
	}
	in := keys(rows.Header, rows.Sample)
	if head := in(rows.Header); len(head) > 0 {
		lines = append(lines, Line{1, shown(rows.Header), head})
	}
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return lines, nil
		}
		if err == nil && len(lines) == mostLines {
			err = &cham.Error{Code: cham.CodeInvalid, Op: "tag.ReadList", Field: "file", Key: "error.tag.lines",
				Args: map[string]any{"most": mostLines}}
		}
		if err != nil {
			return nil, err
		}
		if row.Fault != "" {
			row.Cells = []string{string(row.Text)} // it is told with those that nobody was found for
		}
		lines = append(lines, Line{row.Line, shown(row.Cells), in(row.Cells)})
	}
}

// shown is what a line says, as one text.
func shown(cells []string) string {
	s := strings.Join(cells, " | ")
	if len(s) > mostText {
		s = s[:mostText] + "…"
	}
	return strings.ToValidUTF8(s, "")
}

// ListTaken is what became of a list.
type ListTaken struct {
	Lines  int        `json:"lines"`
	Found  int        `json:"found" doc:"lines whose customer is known"`
	Tagged int        `json:"tagged" doc:"customers who had the tag not before"`
	Had    int        `json:"had" doc:"customers who had it"`
	Missed []ListMiss `json:"missed" doc:"the first thousand lines that nobody was found for"`
}

// ListMiss is a line that nobody was found for.
type ListMiss struct {
	Line int    `json:"line"`
	Text string `json:"text" mask:"hide" doc:"what the line says"`
	Keys bool   `json:"keys" doc:"there is a phone, an e-mail or another key in it; nobody here has it"`
}

// mostMissed bounds the lines that are told.
const mostMissed = 1000

// PutList puts a tag on the customers of a list; find says whose keys are, of keys
// that are one customer's alone.
func (s *Service) PutList(ctx context.Context, ws cham.WorkspaceID, name string, lines []Line, by cham.UserID,
	find func([]cham.Key) (map[cham.Key]cham.CustomerID, error)) (out ListTaken, err error) {
	out = ListTaken{Lines: len(lines), Missed: []ListMiss{}}
	who := map[cham.CustomerID]bool{}
	for some := range slices.Chunk(lines, 5000) {
		var keys []cham.Key
		for _, l := range some {
			keys = append(keys, l.Keys...)
		}
		owner, err := find(keys)
		if err != nil {
			return out, err
		}
		for _, l := range some {
			out.line(l, owner, who)
		}
	}
	out.Tagged, err = s.Put(ctx, ws, name, slices.Sorted(maps.Keys(who)), by)
	out.Had = len(who) - out.Tagged
	return out, err
}

// line notes whose line it is.
func (t *ListTaken) line(l Line, owner map[cham.Key]cham.CustomerID, who map[cham.CustomerID]bool) {
	for _, k := range l.Keys {
		if id, ok := owner[k]; ok {
			t.Found++
			who[id] = true
			return
		}
	}
	if len(t.Missed) < mostMissed {
		t.Missed = append(t.Missed, ListMiss{l.Number, l.Text, len(l.Keys) > 0})
	}
}
