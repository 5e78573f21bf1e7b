package voucher

import (
	"context"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cham"
	"cham/table"
)

const (
	// mostLines bounds a file, which may be packed very small.
	mostLines = 500_000
	// longest is how many characters a code has at most.
	longest = 64
	// mostSkipped bounds the lines that are told.
	mostSkipped = 1000
	atOnce      = 5000
)

// headings are what the column of codes is called, folded.
var headings = []string{"code", "codes", "ma", "ma giam gia", "ma khuyen mai", "ma voucher", "ma uu dai", "voucher", "voucher code",
	"coupon", "coupon code", "discount code", "ma code"}

// Line is a line of a file: where it stands and what it says for a code.
type Line struct {
	Number int
	Text   string
}

// ReadCodes reads a table of any kind that package table reads; name is the file's. The codes
// stand in its only column or in the one whose heading says so. CodeInvalid: the file cannot be
// read, has no such column, or is too long.
func ReadCodes(r io.Reader, name string) (lines []Line, err error) {
	f, err := table.Open(r, name)
	if err != nil {
		return nil, err
	}
	rows, err := f.Table("")
	if err != nil {
		return nil, err
	}
	column := slices.IndexFunc(rows.Header, func(h string) bool { return slices.Contains(headings, table.Fold(h)) })
	if column < 0 && len(rows.Header) != 1 {
		return nil, invalid("file", "error.voucher.column", nil)
	}
	if column < 0 {
		column, lines = 0, append(lines, Line{1, enough(rows.Header[0])})
	}
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return lines, nil
		}
		if err == nil && len(lines) == mostLines {
			err = invalid("file", "error.voucher.lines", map[string]any{"most": mostLines})
		}
		if err != nil {
			return nil, err
		}
		text := string(row.Text)
		if row.Fault == "" && column < len(row.Cells) {
			text = row.Cells[column]
		}
		lines = append(lines, Line{row.Line, enough(text)})
	}
}

// enough is as much of a text as is ever looked at; the rest of a line does not stay in memory.
func enough(text string) string {
	if most := 4 * (longest + 1); len(text) > most { // more characters than a code has, whatever they are
		text = strings.ToValidUTF8(text[:most], "\ufffd")
	}
	return strings.Clone(text)
}

// Fold is what the spellings of a code share: those at a till write it as they like.
func Fold(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// good reports whether a text can be a code: one word that people can read out.
func good(code string) bool {
	return code != "" && utf8.RuneCountInString(code) <= longest && !strings.ContainsAny(code, ",;|{}<>\"") &&
		!strings.ContainsFunc(code, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == unicode.ReplacementChar })
}

// CodesAdded is what became of a file of codes.
type CodesAdded struct {
	Lines   int           `json:"lines"`
	Added   int           `json:"added"`
	Skipped int           `json:"skipped"`
	Told    []SkippedCode `json:"told" doc:"the first thousand lines that were left out"`
}

// SkippedCode is a line that was left out.
type SkippedCode struct {
	Line int    `json:"line"`
	Text string `json:"text" mask:"no" doc:"what it says"`
	Why  string `json:"why" enum:"bad,twice,known" doc:"no code; a second time in the file; in a pool already"`
}

// Why a line was left out.
const (
	bad   = "bad"
	twice = "twice"
	known = "known"
)

// Add adds the codes of some lines to a pool. A code is in one pool of a business, once.
func (s *Service) Add(ctx context.Context, ws cham.WorkspaceID, pool string, lines []Line) (out CodesAdded, err error) {
	out = CodesAdded{Lines: len(lines), Told: []SkippedCode{}}
	if _, err := s.Pool(ctx, ws, pool); err != nil {
		return out, err
	}
	seen := map[string]bool{}
	for some := range slices.Chunk(lines, atOnce) {
		codes, of := out.read(some, seen)
		added, err := s.AddCodes(ctx, ws, pool, codes)
		if err != nil {
			return out, err
		}
		out.Added += len(added)
		for _, folded := range added {
			delete(of, folded)
		}
		for _, c := range codes {
			if l, left := of[c.Folded]; left {
				out.skip(l, known)
			}
		}
	}
	return out, nil
}

// read finds the codes of some lines, and which line each stands in.
func (a *CodesAdded) read(lines []Line, seen map[string]bool) (codes []Code, of map[string]Line) {
	of = map[string]Line{}
	for _, l := range lines {
		code := strings.TrimSpace(l.Text)
		folded := Fold(code)
		switch {
		case !good(code):
			a.skip(l, bad)
		case seen[folded]:
			a.skip(l, twice)
		default:
			seen[folded], of[folded] = true, l
			codes = append(codes, Code{folded, code})
		}
	}
	return codes, of
}

func (a *CodesAdded) skip(l Line, why string) {
	a.Skipped++
	if len(a.Told) < mostSkipped {
		text := []rune(strings.ToValidUTF8(l.Text, ""))
		a.Told = append(a.Told, SkippedCode{l.Number, string(text[:min(len(text), 80)]), why})
	}
}
