package table

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sheetRows are the rows of a sheet.
type sheetRows struct {
	book   *workbook
	part   *zip.File
	x      *tags
	packed *counted
	number int     // of the row
	merges []merge // that go over several rows, by their first
	open   []merge // those that reach to here, with what they hold
	again  []Row
	cells  []string
}

// merge is cells that are one: of a column, from a row to another. width is
// that of the first row's.
type merge struct {
	column, width, from, to int
	text                    string
}

// rows begins to read a sheet.
func (w *workbook) rows(s sheetPart) (*sheetRows, error) {
	merges, err := w.merges(s.part)
	if err != nil {
		return nil, err
	}
	x, packed, err := w.open(s.part)
	return &sheetRows{book: w, part: s.part, x: x, packed: packed, merges: merges}, err
}

// reader finds the heading among the first rows.
func (s *sheetRows) reader() (*Reader, error) {
	var head []Row
	var cells [][]string
	for len(head) < headLines {
		row, err := s.read()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		head, cells = append(head, row), append(cells, row.Cells)
	}
	if len(head) == 0 {
		return nil, invalid(1, "sheets", "the sheet is empty")
	}
	h := headerOf(cells)
	if h+1 < len(head) && s.grouped(head[h].Line) && !slices.ContainsFunc(cells[h+1], isValue) {
		h++ // a heading over several columns, which their own are under
	}
	r := &Reader{rows: s, form: Form{Delimiter: ","}, Header: cells[h], Above: cells[:h], Sample: cells[h+1:]}
	switch {
	case len(r.Header) > MaxColumns:
		return nil, invalid(head[h].Line, "columns", "over %d columns", MaxColumns)
	case len(r.Sample) == 0:
		return nil, invalid(head[h].Line, "rows", "the sheet has headings and no row under them")
	}
	s.again = head[h+1:]
	return r, nil
}

// grouped tells a row some of whose cells go over several columns.
func (s *sheetRows) grouped(row int) bool {
	return slices.ContainsFunc(s.merges, func(m merge) bool { return m.from == row && m.width > 1 })
}

func (s *sheetRows) next() (Row, error) {
	size := s.book.file.size
	part := float64(s.packed.n) / float64(max(1, s.part.CompressedSize64))
	s.book.file.read.Store(min(size, int64(float64(size)*part)))
	if len(s.again) > 0 {
		row := s.again[0]
		s.again = s.again[1:]
		return row, nil
	}
	return s.read()
}

// read reads the next row that is not empty.
func (s *sheetRows) read() (Row, error) {
	for {
		err := s.x.next(false)
		switch {
		case err == io.EOF, err == nil && s.x.ends("sheetData"):
			return Row{Line: s.number}, io.EOF
		case err != nil:
			return Row{Line: s.number}, partError(s.number+1, s.part.Name, err)
		case !s.x.is("row"):
			continue
		}
		s.number++
		if n, err := strconv.Atoi(string(s.x.attr("r"))); err == nil && n >= s.number && n <= 1<<30 {
			s.number = n
		}
		if s.x.alone {
			continue
		}
		row, err := s.row()
		if err != nil {
			return row, partError(s.number, s.part.Name, err)
		}
		if s.fill(&row); row.Fault != "" || strings.Join(row.Cells, "") != "" {
			row.Text = joinCells(row.Cells)
			return row, nil
		}
	}
}

// row reads the cells of a row.
func (s *sheetRows) row() (row Row, err error) {
	row.Line, s.cells = s.number, nil
	for at := 0; ; at++ {
		if err := s.x.next(false); err != nil {
			return row, noEOF(err)
		}
		switch {
		case s.x.ends("row"):
			if row.Cells = s.cells; sizeOf(s.cells) > MaxRow {
				row.Fault = FaultLong
			}
			return row, nil
		case !s.x.is("c"):
			at--
			continue
		}
		if c := columnOf(s.x.attr("r")); c >= 0 {
			at = c
		}
		if s.x.alone {
			continue
		}
		text, fault, err := s.cell()
		if err != nil {
			return row, err
		}
		if at >= lastColumn {
			return row, invalid(s.number, "columns", "over %d columns", MaxColumns)
		}
		if fault != "" {
			row.Fault, row.Detail = fault, text
		}
		if text != "" {
			put(&s.cells, min(at, MaxColumns), text)
		}
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func sizeOf(cells []string) (size int) {
	for _, c := range cells {
		size += len(c)
	}
	return size
}

// columnOf is the number of a column, 0 for A1; −1 when it is not said.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c |= 0x20; c < 'a' || c > 'z' || n > lastColumn {
			break
		}
		n = n*26 + int(c-'a') + 1
	}
	return n - 1
}

// cell reads what a cell shows.
func (s *sheetRows) cell() (text string, fault Fault, err error) {
	x := s.x
	kind, style := string(x.attr("t")), 0
	if n, err := strconv.Atoi(string(x.attr("s"))); err == nil {
		style = n
	}
	formula, has := "", false
	var value []byte
	for {
		if err := x.next(true); err != nil {
			return "", "", noEOF(err)
		}
		switch {
		case x.ends("c"):
			if formula != "" && !has {
				return "=" + truncated(formula, 40), FaultFormula, nil
			}
			text = s.shown(kind, style, value)
			if !utf8.ValidString(text) {
				return "", FaultNoText, nil
			}
			return text, fault, nil
		case x.ends("f"):
			formula = string(x.text)
		case x.ends("v"):
			value, has = append(value, x.text...), true
			if x.long {
				fault = FaultLong
			}
		case x.is("is") && !x.alone:
			if value, err = x.rich("is", value); err != nil {
				return "", "", err
			}
			if has = true; len(value) >= MaxRow {
				fault = FaultLong
			}
		}
	}
}

func truncated(s string, n int) string {
	return strings.ToValidUTF8(s[:min(len(s), n)], "")
}

// rich reads a text of several runs, up to the end of the element it stands in.
func (x *tags) rich(of string, out []byte) ([]byte, error) {
	for sounds := false; ; {
		if err := x.next(true); err != nil {
			return out, noEOF(err)
		}
		switch {
		case x.ends("t") && !sounds && len(out) < MaxRow:
			out = append(out, x.text...)
		case string(x.name) == "rPh": // how it is pronounced, in Japanese
			sounds = !x.closing && !x.alone
		case x.ends(of):
			return out, nil
		}
	}
}

// shown is a stored value as the sheet shows it.
func (s *sheetRows) shown(kind string, style int, value []byte) string {
	switch kind {
	case "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(value)))
		if err != nil || i < 0 || i >= len(s.book.texts) {
			return ""
		}
		return strings.TrimSpace(plainText(s.book.texts[i]))
	case "str", "inlineStr", "d", "e":
		return strings.TrimSpace(plainText(string(value)))
	case "b":
		if string(value) == "1" {
			return "TRUE"
		}
		return "FALSE"
	}
	text := string(bytes.TrimSpace(value))
	if text == "" {
		return ""
	}
	if style >= 0 && style < len(s.book.looks) {
		return s.book.looks[style].show(text, s.book.from1904)
	}
	return plainDigits(text)
}

// plainText replaces _x000D_, as Excel writes what XML cannot hold.
func plainText(s string) string {
	if !strings.Contains(s, "_x00") {
		return s
	}
	return strings.NewReplacer("_x000D_", "", "_x000A_", "\n", "_x0009_", " ", "_x0000_", "").Replace(s)
}

// fill gives a row what merged cells above it hold.
func (s *sheetRows) fill(row *Row) {
	s.open = slices.DeleteFunc(s.open, func(m merge) bool { return m.to < row.Line })
	for len(s.merges) > 0 && s.merges[0].from <= row.Line {
		m := s.merges[0]
		if s.merges = s.merges[1:]; m.to >= row.Line && m.from == row.Line && m.column < len(row.Cells) {
			m.text = row.Cells[m.column]
			s.open = append(s.open, m)
		}
	}
	for _, m := range s.open {
		if m.from < row.Line && m.column < MaxColumns && (m.column >= len(row.Cells) || row.Cells[m.column] == "") && filled(row.Cells) > 0 {
			put(&row.Cells, m.column, m.text)
		}
	}
}

// merges reads which cells are one. They stand behind the rows, so the part is
// unpacked once before it is read.
func (w *workbook) merges(p *zip.File) (all []merge, err error) {
	x, _, err := w.open(p)
	if err != nil {
		return nil, err
	}
	if err := skipTo(x, "mergeCells"); err != nil {
		return nil, partError(1, p.Name, err)
	}
	for err = x.next(false); err == nil && !x.ends("mergeCells"); err = x.next(false) {
		if m, ok := mergeOf(string(x.attr("ref"))); ok && x.is("mergeCell") && len(all) < mostMerges {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b merge) int { return cmp.Or(a.from-b.from, a.column-b.column) })
	return all, nil // what is broken is said when the rows are read
}

// skipTo passes over what stands before a sign, as fast as it is unpacked.
func skipTo(x *tags, sign string) error {
	for {
		window, err := x.in.Peek(x.in.Size())
		if i := bytes.Index(window, []byte(sign)); i >= 0 {
			_, err := x.in.Discard(i)
			return err
		}
		if err == io.EOF {
			err = nil
			window = append(window, sign...)
		}
		if _, skip := x.in.Discard(len(window) - len(sign)); err != nil || skip != nil || len(window) < x.in.Size() {
			return err
		}
	}
}

func mergeOf(ref string) (m merge, ok bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return m, false
	}
	row := func(s string) int {
		n, _ := strconv.Atoi(strings.TrimLeft(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		return n
	}
	m = merge{column: columnOf([]byte(from)), from: row(from), to: row(to)}
	m.width = columnOf([]byte(to)) - m.column + 1
	return m, m.column >= 0 && m.from > 0 && m.to >= m.from && m.width > 0
}
