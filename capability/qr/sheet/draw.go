package sheet

import (
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/tdewolff/canvas"

	"cham"
)

// drawer draws labels onto pages.
type drawer struct {
	bold, plain *canvas.FontFamily
	accent      color.RGBA
}

func newDrawer(colour string) (*drawer, error) {
	d := &drawer{bold: canvas.NewFontFamily("bold"), plain: canvas.NewFontFamily("plain"), accent: ink}
	if colour != "" {
		d.accent = canvas.Hex(colour)
	}
	for file, family := range map[string]*canvas.FontFamily{"fonts/be-vietnam-pro-600.ttf": d.bold, "fonts/be-vietnam-pro-400.ttf": d.plain} {
		b, err := fonts.ReadFile(file)
		if err == nil {
			err = family.LoadFont(b, 0, canvas.FontRegular)
		}
		if err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "sheet.newDrawer", err)
		}
	}
	return d, nil
}

var (
	ink   = color.RGBA{0x11, 0x14, 0x18, 0xff}
	soft  = color.RGBA{0x55, 0x5d, 0x69, 0xff}
	faint = color.RGBA{0xc8, 0xcd, 0xd5, 0xff}
)

// page draws as many labels as fit, with lines to cut along where there are several.
func (d *drawer) page(l layout, labels []Label) (*canvas.Canvas, error) {
	c := canvas.New(l.width, l.height)
	ctx := canvas.NewContext(c)
	ctx.SetFillColor(canvas.White)
	ctx.DrawPath(0, 0, canvas.Rectangle(l.width, l.height))
	width, height := (l.width-2*l.margin)/float64(l.columns), (l.height-2*l.margin)/float64(l.rows)
	for i, label := range labels {
		x, y := l.margin+float64(i%l.columns)*width, l.height-l.margin-float64(i/l.columns)*height
		if l.columns*l.rows > 1 {
			ctx.SetFillColor(canvas.Transparent)
			ctx.SetStrokeColor(faint)
			ctx.SetStrokeWidth(0.15)
			ctx.DrawPath(x, y-height, canvas.Rectangle(width, height))
			ctx.SetStrokeColor(canvas.Transparent)
		}
		if err := d.label(ctx, label, x, y, width, height); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// label draws one label into the box whose upper left corner is x, y: a line in
// the business's colour and its name, the code, what it is about, the invitation, the
// address.
func (d *drawer) label(ctx *canvas.Context, l Label, x, y, width, height float64) error {
	code, modules, err := matrix(l.Address)
	if err != nil {
		return err
	}
	unit := min(width, height*0.72) / 60 // what a mm is on a sticker
	p := pen{ctx: ctx, middle: x + width/2, y: y - 3*unit, width: width - 6*unit}
	ctx.SetFillColor(d.accent)
	ctx.DrawPath(p.middle-6*unit, p.y, canvas.Rectangle(12*unit, 0.8*unit))
	p.y -= 1.6 * unit
	p.text(d.bold, l.Business, 3.6*unit, 1, ink)
	side := min(width-10*unit, height-33*unit)
	p.y -= side + 1*unit
	ctx.SetFillColor(canvas.Black)
	ctx.DrawPath(p.middle-side/2, p.y, squares(code, modules, side))
	p.y -= 1 * unit
	p.text(d.bold, l.Line, 4.2*unit, 2, ink)
	p.text(d.plain, l.Title, 3.2*unit, 1, soft)
	p.text(d.plain, l.Where, 3.2*unit, 1, soft)
	p.text(d.plain, strings.TrimPrefix(strings.TrimPrefix(l.Address, "https://"), "http://"), 2.4*unit, 1, soft)
	return nil
}

// matrix is the code for an address: dark modules by row and column. A quarter of
// it may be dirty.
func matrix(address string) (dark func(column, row int) bool, modules int, err error) {
	code, err := qr.Encode(address, qr.Q, qr.Auto)
	if err != nil {
		return nil, 0, cham.Wrap(cham.CodeInvalid, "sheet.matrix", err)
	}
	return func(column, row int) bool {
		r, _, _, _ := code.At(column, row).RGBA()
		return r == 0
	}, code.Bounds().Dx(), nil
}

// quiet is the empty border that scanners need, in modules.
const quiet = 2

// squares are the dark modules in a square of so many mm. Each reaches a little
// under its neighbours, so that no printer leaves a hair between them.
func squares(dark func(column, row int) bool, modules int, side float64) *canvas.Path {
	unit := side / float64(modules+2*quiet)
	all := &canvas.Path{}
	for row := range modules {
		for column := 0; column < modules; column++ {
			from := column
			for column < modules && dark(column, row) {
				column++
			}
			if column > from {
				all = all.Append(canvas.Rectangle(float64(column-from)*unit, unit*1.02).
					Translate(float64(from+quiet)*unit, side-float64(row+quiet+1)*unit-unit*0.02))
			}
		}
	}
	return all
}

// pen writes lines of text one below the other, around a middle.
type pen struct {
	ctx              *canvas.Context
	middle, y, width float64
}

const mmPerPoint = 25.4 / 72

// text writes in letters of so many mm, smaller where the words are long, in at
// most so many lines; what does not fit even so ends in "…".
func (p *pen) text(f *canvas.FontFamily, s string, size float64, lines int, c color.RGBA) {
	if s == "" {
		return
	}
	var face *canvas.FontFace
	var rows []string
	for _, scale := range []float64{1, 0.9, 0.8, 0.7} {
		face = f.Face(size*scale/mmPerPoint, c)
		if rows = wrap(face, s, p.width); len(rows) <= lines {
			break
		}
	}
	if len(rows) > lines {
		rows = append(rows[:lines-1], cut(face, strings.Join(rows[lines-1:], " "), p.width))
	}
	for _, row := range rows {
		p.y -= face.Size * 1.22
		p.ctx.DrawText(p.middle, p.y+face.Size*0.2, canvas.NewTextLine(face, row, canvas.Center))
	}
	p.y -= face.Size * 0.2
}

// wrap breaks words into lines of at most a width; a word alone may be wider.
func wrap(face *canvas.FontFace, s string, width float64) (rows []string) {
	for _, word := range strings.Fields(s) {
		if n := len(rows); n > 0 && face.TextWidth(rows[n-1]+" "+word) <= width {
			rows[n-1] += " " + word
		} else {
			rows = append(rows, word)
		}
	}
	for i, row := range rows {
		rows[i] = cut(face, row, width)
	}
	return rows
}

func cut(face *canvas.FontFace, s string, width float64) string {
	if face.TextWidth(s) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && face.TextWidth(string(r)+"…") > width {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r)) + "…"
}
