package table

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/flate"

	"cham"
)

// What a workbook may hold. Excel's own bounds are 1,048,576 rows, 16,384 columns
// and 32,767 characters in a cell; a million rows of twelve columns are half a
// gigabyte of XML.
const (
	mostFolder  = 8 << 20 // of the archive's list of parts, read at the start
	mostSheets  = 256
	mostPart    = 16 << 30  // one part, unpacked
	mostTexts   = 128 << 20 // the texts that cells share
	mostMerges  = 1_000_000
	lastColumn  = 16_384
	sheetsAhead = 200 // rows of each sheet that are looked at to choose one
)

// workbook is an XLSX file: an archive of XML parts.
type workbook struct {
	file     *File
	parts    map[string]*zip.File // by name, in small letters
	main     string               // the part that lists the sheets
	styles   string
	shared   string // the part of the texts that cells share
	sheets   []sheetPart
	from1904 bool
	looks    []look   // by style
	texts    []string // that cells share
}

// sheetPart is a sheet and where it is.
type sheetPart struct {
	name string
	part *zip.File
}

// workbook reads the rows of a sheet.
func (f *File) workbook(sheet string) (*Reader, error) {
	w, err := f.openWorkbook()
	if err != nil {
		return nil, err
	}
	chosen, err := w.choose(sheet)
	if err != nil {
		return nil, err
	}
	rows, err := w.rows(chosen)
	if err != nil {
		return nil, err
	}
	r, err := rows.reader()
	if err != nil {
		return nil, err
	}
	for _, s := range w.sheets {
		r.Sheets = append(r.Sheets, s.name)
	}
	r.Sheet = chosen.name
	r.serial = func(cell string) (time.Time, bool) {
		if n := len(leadingDigits(cell)); n != 5 || len(cell) > n && cell[n] != '.' { // of the years 1927 to 2173
			return time.Time{}, false
		}
		return excelDays(cell, w.from1904)
	}
	return r, nil
}

// openWorkbook reads what all sheets share.
func (f *File) openWorkbook() (*workbook, error) {
	w := &workbook{file: f, parts: map[string]*zip.File{}}
	folder := &bounded{ReaderAt: f.whole}
	folder.left.Store(mostFolder)
	z, err := zip.NewReader(folder, f.size)
	if err != nil {
		return nil, invalid(1, "zipBroken", "a workbook that is cut short or damaged: %v", err)
	}
	folder.left.Store(1 << 62)
	for _, p := range z.File {
		w.parts[strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(p.Name, `\`, "/")), "/"))] = p
	}
	if err := w.isOne(); err != nil {
		return nil, err
	}
	for _, read := range []func() error{w.readBook, w.readStyles, w.readTexts} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// bounded reads no more than some bytes.
type bounded struct {
	io.ReaderAt
	left atomic.Int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left.Add(-int64(len(p))) < 0 {
		return 0, fmt.Errorf("its list of parts is too long")
	}
	return b.ReaderAt.ReadAt(p, at)
}

// isOne says what an archive is that is no workbook, or none that is taken.
func (w *workbook) isOne() error {
	has := func(name string) bool { return w.parts[name] != nil }
	switch {
	case has("xl/vbaproject.bin"), has("xl/macrosheets/sheet1.xml"):
		return invalid(1, "macro", "a workbook with macros (.xlsm); save it as .xlsx")
	case has("xl/workbook.bin"):
		return invalid(1, "xlsb", "a binary workbook (.xlsb); save it as .xlsx")
	case has("content.xml") && has("mimetype"):
		return invalid(1, "ods", "an OpenDocument file; save it as .xlsx")
	}
	if err := w.findMain(); err != nil {
		return err
	}
	if !has(w.main) || !strings.HasPrefix(w.main, "xl/") {
		return invalid(1, "zip", "an archive and no workbook; unpack it first")
	}
	return nil
}

// open unpacks a part, in proportion to its size.
func (w *workbook) open(p *zip.File) (*tags, *counted, error) {
	packed, err := p.OpenRaw()
	if err != nil {
		return nil, nil, invalid(1, "zipBroken", "%s: %v", p.Name, err)
	}
	in := &counted{r: packed}
	switch {
	case p.Flags&1 != 0:
		return nil, nil, invalid(1, "encrypted", "an archive with a password")
	case p.Method == zip.Store:
		return newTags(in), in, nil
	case p.Method == zip.Deflate:
		return newTags(&unpacked{in: in, out: flate.NewReader(in), most: mostPart}), in, nil
	}
	return nil, nil, invalid(1, "zipBroken", "%s: packed in a way that workbooks are not", p.Name)
}

// each reads the tags of a small part that may be missing.
func (w *workbook) each(name string, do func(x *tags)) error {
	p := w.parts[name]
	if p == nil {
		return nil
	}
	x, _, err := w.open(p)
	for err == nil {
		if err = x.next(false); err == nil {
			do(x)
		}
	}
	if err == io.EOF {
		return nil
	}
	return partError(1, p.Name, err)
}

// partError says why a part cannot be read.
func partError(line int, part string, err error) error {
	switch {
	case err == errDoctype:
		return invalid(line, "doctype", "%s declares entities", part)
	case err == errBomb:
		return invalid(line, "bomb", "%s: %v", part, err)
	}
	if e, ours := errors.AsType[*cham.Error](err); ours {
		return e
	}
	return invalid(line, "xml", "%s: %v", part, err)
}

// readBook reads which sheets there are and where.
func (w *workbook) readBook() error {
	folder, base := path.Split(w.main)
	targets := map[string]string{} // by id, and those of one kind by that
	err := w.each(folder+"_rels/"+base+".rels", func(x *tags) {
		if x.is("Relationship") && len(targets) < 4*mostSheets {
			at := target(folder, x)
			targets[string(x.attr("Id"))], targets[path.Base(string(x.attr("Type")))] = at, at
		}
	})
	if err != nil {
		return err
	}
	w.styles, w.shared = targets["styles"], targets["sharedStrings"]
	return w.each(w.main, func(x *tags) {
		switch {
		case x.is("workbookPr"):
			on := string(x.attr("date1904"))
			w.from1904 = on == "1" || on == "true"
		case x.is("sheet") && len(w.sheets) < mostSheets:
			part, state := w.parts[targets[string(x.attr(":id"))]], string(x.attr("state"))
			if part != nil && state != "hidden" && state != "veryHidden" && !strings.Contains(strings.ToLower(part.Name), "chartsheets/") {
				w.sheets = append(w.sheets, sheetPart{name: string(x.attr("name")), part: part})
			}
		}
	})
}

// target is the part that a relation leads to.
func target(folder string, x *tags) string {
	to := string(x.attr("Target"))
	if !strings.HasPrefix(to, "/") {
		to = "/" + folder + to
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(to), "/"))
}

// findMain finds the part that lists the sheets.
func (w *workbook) findMain() error {
	w.main = "xl/workbook.xml"
	return w.each("_rels/.rels", func(x *tags) {
		if x.is("Relationship") && path.Base(string(x.attr("Type"))) == "officeDocument" {
			w.main = target("", x)
		}
	})
}

// readStyles reads how each style shows numbers.
func (w *workbook) readStyles() error {
	codes, cells := map[int]string{}, false
	return w.each(w.styles, func(x *tags) {
		switch {
		case string(x.name) == "cellXfs":
			cells = !x.closing && !x.alone
		case x.is("numFmt") && len(codes) < 10_000:
			id, _ := strconv.Atoi(string(x.attr("numFmtId")))
			codes[id] = string(x.attr("formatCode"))
		case x.is("xf") && cells && len(w.looks) < 1<<17:
			id, _ := strconv.Atoi(string(x.attr("numFmtId")))
			w.looks = append(w.looks, lookOf(id, codes[id]))
		}
	})
}

// readTexts reads the texts that cells share.
func (w *workbook) readTexts() error {
	p := w.parts[w.shared]
	if p == nil {
		return nil
	}
	x, _, err := w.open(p)
	if err != nil {
		return err
	}
	var all strings.Builder
	var ends []int
	for err = x.next(false); err == nil; err = x.next(false) {
		if !x.is("si") {
			continue
		}
		var text []byte
		if !x.alone {
			if text, err = x.rich("si", nil); err != nil {
				break
			}
		}
		if all.Len()+len(text) > mostTexts || len(ends) > mostTexts/8 {
			return invalid(1, "texts", "over %d MB of text; save the sheet as CSV UTF-8", mostTexts>>20)
		}
		all.Write(text)
		ends = append(ends, all.Len())
	}
	if err != io.EOF {
		return partError(1, p.Name, err)
	}
	text, begin := all.String(), 0
	w.texts = make([]string, len(ends))
	for i, end := range ends {
		w.texts[i], begin = text[begin:end], end
	}
	return nil
}

// choose finds the sheet to read: the one named, else the one with most data.
func (w *workbook) choose(name string) (sheetPart, error) {
	if name != "" {
		if i := slices.IndexFunc(w.sheets, func(s sheetPart) bool { return s.name == name }); i >= 0 {
			return w.sheets[i], nil
		}
		return sheetPart{}, invalid(1, "sheet", "no sheet %q that can be seen", name)
	}
	var best sheetPart
	var bestScore int64
	for _, s := range w.sheets {
		score, err := w.data(s)
		if err != nil {
			return s, err
		}
		if score > bestScore {
			best, bestScore = s, score
		}
	}
	if bestScore == 0 {
		return best, invalid(1, "sheets", "no visible sheet has a heading and rows under it")
	}
	return best, nil
}

// data says how much of a table stands at the beginning of a sheet: filled cells,
// and of a long one also how long it is.
func (w *workbook) data(s sheetPart) (score int64, err error) {
	if len(w.sheets) == 1 {
		return 1, nil
	}
	x, _, err := w.open(s.part)
	if err != nil {
		return 0, err
	}
	rows := &sheetRows{book: w, x: x, part: s.part}
	for n := 0; n < sheetsAhead; n++ {
		row, err := rows.read()
		if err == io.EOF {
			return score, nil
		} else if err != nil {
			return 0, err
		}
		if cells := filled(row.Cells); cells > 1 && n > 0 { // one filled cell is a note, the first row a heading
			score += int64(cells)
		}
	}
	return score + int64(min(s.part.UncompressedSize64, 1<<40)/100), nil
}
