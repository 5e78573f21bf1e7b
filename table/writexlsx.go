package table

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// xlsxWriter writes a workbook while its rows come: the sheets first, and what
// lists them at the end. excelize would hold the whole of it back.
type xlsxWriter struct {
	zip     *zip.Writer
	sheet   *bufio.Writer
	columns []string
	sheets  int
	row     int
}

// What a cell and a sheet of a workbook hold.
const (
	longestCell = 32_767
	lastRow     = 1_048_576
)

// Styles of cells, by their place in sheetStyles.
const (
	styleBold  = "1"
	styleStamp = "2"
)

// NewXLSX writes a workbook whose headings are bold and stay in sight. Numbers
// and times are such, whatever the reader's region; text is text, never a
// formula, so that a telephone number keeps its plus and its nought. What does
// not fit on a sheet goes on on another.
func NewXLSX(w io.Writer, columns []string) (Writer, error) {
	x := &xlsxWriter{zip: zip.NewWriter(w), columns: columns}
	return x, x.begin()
}

const sheetHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
	`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`

// begin starts a sheet with the headings.
func (x *xlsxWriter) begin() error {
	x.sheets, x.row = x.sheets+1, 1
	part, err := x.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", x.sheets))
	if err != nil {
		return err
	}
	x.sheet = bufio.NewWriterSize(part, 64<<10)
	x.sheet.WriteString(sheetHead)
	x.sheet.WriteString("<row>")
	for _, c := range x.columns {
		x.text(c, styleBold)
	}
	_, err = x.sheet.WriteString("</row>")
	return err
}

func (x *xlsxWriter) end() error {
	x.sheet.WriteString("</sheetData></worksheet>")
	return x.sheet.Flush()
}

func (x *xlsxWriter) Write(cells ...any) error {
	if x.row == lastRow {
		if err := x.end(); err != nil {
			return err
		}
		if err := x.begin(); err != nil {
			return err
		}
	}
	x.row++
	x.sheet.WriteString("<row>")
	for _, v := range cells {
		x.cell(v)
	}
	_, err := x.sheet.WriteString("</row>") // earlier errors stay in the writer
	return err
}

// cell writes a value as a cell can hold it: a time by the clock on the wall, no
// number that is infinite, and no text too long.
func (x *xlsxWriter) cell(v any) {
	switch v := v.(type) {
	case nil:
		x.sheet.WriteString("<c/>")
	case string:
		x.text(v, "")
	case bool:
		x.number("b", "", strconv.Itoa(map[bool]int{true: 1}[v]))
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			x.sheet.WriteString("<c/>")
			return
		}
		x.number("n", "", strconv.FormatFloat(v, 'g', -1, 64))
	case int, int64:
		x.number("n", "", fmt.Sprint(v))
	case time.Time:
		if v.Year() < 1900 {
			x.sheet.WriteString("<c/>")
			return
		}
		_, offset := v.Zone()
		days := float64(v.Unix()+int64(offset))/86400 + 25569 // 1970 since the day that Excel counts from
		x.number("n", styleStamp, strconv.FormatFloat(days, 'f', -1, 64))
	default:
		x.text(fmt.Sprint(v), "")
	}
}

func (x *xlsxWriter) number(kind, style, text string) {
	x.sheet.WriteString(`<c t="` + kind + `"`)
	if style != "" {
		x.sheet.WriteString(` s="` + style + `"`)
	}
	x.sheet.WriteString("><v>" + text + "</v></c>")
}

func (x *xlsxWriter) text(s, style string) {
	if s == "" && style == "" {
		x.sheet.WriteString("<c/>")
		return
	}
	x.sheet.WriteString(`<c t="inlineStr"`)
	if style != "" {
		x.sheet.WriteString(` s="` + style + `"`)
	}
	x.sheet.WriteString(`><is><t xml:space="preserve">`)
	n := 0
	for _, r := range s {
		if n++; n > longestCell {
			break
		}
		switch {
		case r == '&':
			x.sheet.WriteString("&amp;")
		case r == '<':
			x.sheet.WriteString("&lt;")
		case r == '>':
			x.sheet.WriteString("&gt;")
		case r == '\r':
			x.sheet.WriteString("&#13;")
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff: // no text of XML
			x.sheet.WriteRune(utf8.RuneError)
		default:
			x.sheet.WriteRune(r)
		}
	}
	x.sheet.WriteString("</t></is></c>")
}

// Close writes what lists the sheets.
func (x *xlsxWriter) Close() error {
	if err := x.end(); err != nil {
		return err
	}
	const ns = `xmlns="http://schemas.openxmlformats.org/`
	head := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	types := head + `<Types ` + ns + `package/2006/content-types"><Default Extension="rels" ` +
		`ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` + override("workbook.xml", "sheet.main") +
		override("styles.xml", "styles")
	book := head + `<workbook ` + ns + `spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`
	rels := head + `<Relationships ` + ns + `package/2006/relationships">` + relation("styles", "styles", "styles.xml")
	for i := 1; i <= x.sheets; i++ {
		types += override(fmt.Sprintf("worksheets/sheet%d.xml", i), "worksheet")
		book += fmt.Sprintf(`<sheet name="Sheet%d" sheetId="%d" r:id="s%d"/>`, i, i, i)
		rels += relation(fmt.Sprintf("s%d", i), "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i))
	}
	for _, p := range [][2]string{{"[Content_Types].xml", types + "</Types>"}, {"xl/workbook.xml", book + "</sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels", rels + "</Relationships>"}, {"xl/styles.xml", head + `<styleSheet ` + ns + `spreadsheetml/2006/main">` +
			sheetStyles},
		{"_rels/.rels", head + `<Relationships ` + ns + `package/2006/relationships">` + relation("r", "officeDocument", "xl/workbook.xml") +
			"</Relationships>"}} {
		part, err := x.zip.Create(p[0])
		if err == nil {
			_, err = io.WriteString(part, p[1])
		}
		if err != nil {
			return err
		}
	}
	return x.zip.Close()
}

func override(part, kind string) string {
	return `<Override PartName="/xl/` + part + `" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.` + kind + `+xml"/>`
}

func relation(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind +
		`" Target="` + target + `"/>`
}

const sheetStyles = `<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
