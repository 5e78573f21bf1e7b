// Package sheet draws printed codes: on A4 with many, as a table tent, as a
// sticker; as PDF, SVG or PNG from one drawing.
package sheet

import (
	"embed"
	"image/png"
	"io"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/pdf"
	"github.com/tdewolff/canvas/renderers/rasterizer"
	"github.com/tdewolff/canvas/renderers/svg"

	"cham"
)

// Label is what is printed around one code. Only Address must not be empty.
type Label struct {
	// Address is what the code says, and what stands below it for who cannot scan.
	Address string
	// Business, Title and Where name whose it is and where it hangs; Line invites.
	Business, Title, Where, Line string
}

// Size is a kind of paper.
type Size string

// The sizes: A4 with twelve, A6 with one, 60 × 80 mm with one.
const (
	A4      Size = "a4"
	Tent    Size = "tent"
	Sticker Size = "sticker"
)

// layout is a page in mm and how many codes stand on it.
type layout struct {
	width, height, margin float64
	columns, rows         int
}

var layouts = map[Size]layout{A4: {210, 297, 8, 3, 4}, Tent: {105, 148, 6, 1, 1}, Sticker: {60, 80, 3, 1, 1}}

// Format is a kind of file.
type Format string

// The formats. Only a PDF has more than one page.
const (
	PDF Format = "pdf"
	SVG Format = "svg"
	PNG Format = "png"
)

// MediaType is the format's, "" for none of ours.
func (f Format) MediaType() string {
	return map[Format]string{PDF: "application/pdf", SVG: "image/svg+xml", PNG: "image/png"}[f]
}

// dotsPerMM is 300 dpi.
const dotsPerMM = 300 / 25.4

// fonts are Be Vietnam Pro, Latin and Vietnamese letters in one file each, as the
// pages have it.
//
//go:embed fonts/*.ttf
var fonts embed.FS

// Draw writes labels as a file. colour, "#1f6f5c" or "", is that of the line above
// the business's name. The error is CodeInvalid where they do not fit on the one
// page that a picture has.
func Draw(w io.Writer, f Format, s Size, labels []Label, colour string) error {
	l, known := layouts[s]
	if !known || f.MediaType() == "" || len(labels) == 0 {
		return cham.Errorf(cham.CodeInvalid, "sheet.Draw", "no such sheet")
	}
	perPage := l.columns * l.rows
	if f != PDF && len(labels) > perPage {
		return &cham.Error{Code: cham.CodeInvalid, Op: "sheet.Draw", Field: "format", Key: "error.qr.onePage", Args: map[string]any{"n": perPage}}
	}
	d, err := newDrawer(colour)
	if err != nil {
		return err
	}
	var pages []*canvas.Canvas
	for from := 0; from < len(labels); from += perPage {
		page, err := d.page(l, labels[from:min(from+perPage, len(labels))])
		if err != nil {
			return err
		}
		pages = append(pages, page)
	}
	return write(w, f, l, pages)
}

func write(w io.Writer, f Format, l layout, pages []*canvas.Canvas) error {
	switch f {
	case SVG:
		out := svg.New(w, l.width, l.height, nil)
		pages[0].RenderTo(out)
		return out.Close()
	case PNG:
		return png.Encode(w, rasterizer.Draw(pages[0], canvas.DPMM(dotsPerMM), canvas.SRGBColorSpace{}))
	}
	out := pdf.New(w, l.width, l.height, nil)
	for i, page := range pages {
		if i > 0 {
			out.NewPage(l.width, l.height)
		}
		page.RenderTo(out)
	}
	return out.Close()
}
