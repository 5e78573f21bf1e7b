package sheet_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	"pgregory.net/rapid"

	"cham"
	"cham/capability/qr/sheet"
)

func drawn(t rapid.TB, f sheet.Format, s sheet.Size, labels ...sheet.Label) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Draw(&b, f, s, labels, "#0f766e"); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SHEETS"); dir != "" { // to be looked at
		if err := os.WriteFile(filepath.Join(dir, string(s)+"."+string(f)), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// scan reads the code in a part of a picture, as a phone would.
func scan(t rapid.TB, picture image.Image, part image.Rectangle) string {
	t.Helper()
	// As a phone looks at it: again from elsewhere, and held otherwise, when a part of
	// a code looks like the marks in its corners.
	var err error
	for _, far := range []int{20, 10, 13, 16, 25, 30, 35, 40} {
		box := seen(picture, part, far)
		for range 4 {
			var result *gozxing.Result
			if result, err = read(box); err == nil {
				return result.GetText()
			}
			box = turned(box)
		}
	}
	t.Fatal("the printed code cannot be read:", err)
	return ""
}

func read(box image.Image) (*gozxing.Result, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(box)
	if err != nil {
		return nil, err
	}
	return qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
}

// seen is a part of a picture so many tenths as far away.
func seen(picture image.Image, part image.Rectangle, far int) *image.Gray {
	box := image.NewGray(image.Rect(0, 0, part.Dx()*10/far, part.Dy()*10/far))
	draw.ApproxBiLinear.Scale(box, box.Bounds(), picture, part, draw.Src, nil)
	return box
}

// turned is a picture by a quarter to the right.
func turned(p *image.Gray) *image.Gray {
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	q := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			q.SetGray(h-1-y, x, p.GrayAt(x, y))
		}
	}
	return q
}

func picture(t rapid.TB, b []byte) image.Image {
	t.Helper()
	p, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func label(i int) sheet.Label {
	return sheet.Label{Address: "https://cham.mocan.vn/q/abcdefgh" + strconv.Itoa(10+i), Business: "Mộc An Spa & Thảo dược",
		Title: "Khảo sát sau buổi trị liệu", Where: "Cơ sở Hà Đông · bàn " + strconv.Itoa(i), Line: "Quét mã, chấm điểm giúp Mộc An"}
}

// Every code of a full A4 page, a table tent and a sticker can be read.
func TestCodesCanBeRead(t *testing.T) {
	var labels []sheet.Label
	for i := range 12 {
		labels = append(labels, label(i))
	}
	page := picture(t, drawn(t, sheet.PNG, sheet.A4, labels...))
	w, h := page.Bounds().Dx()/3, page.Bounds().Dy()/4
	for i, l := range labels {
		part := image.Rect(i%3*w, i/3*h, i%3*w+w, i/3*h+h)
		if got := scan(t, page, part); got != l.Address {
			t.Errorf("code %d says %q", i, got)
		}
	}
	for _, s := range []sheet.Size{sheet.Tent, sheet.Sticker} {
		page := picture(t, drawn(t, sheet.PNG, s, labels[3]))
		if got := scan(t, page, page.Bounds()); got != labels[3].Address {
			t.Errorf("%s says %q", s, got)
		}
	}
}

// A code in which something looks like the marks in its corners.
func TestCodeLikeItsCorners(t *testing.T) {
	l := sheet.Label{Address: "http://t1./q/3g15wgkvtz", Business: "Mộc An"}
	page := picture(t, drawn(t, sheet.PNG, sheet.Sticker, l))
	if got := scan(t, page, page.Bounds()); got != l.Address {
		t.Errorf("says %q", got)
	}
}

// Whatever is written around it, the code says its address.
func TestAnyWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := sheet.Label{Address: "http://" + rapid.StringMatching(`[a-z0-9.-]{1,40}(:[0-9]{2,5})?/q/[0-9a-z]{10}`).Draw(t, "address"),
			Business: rapid.String().Draw(t, "business"), Title: rapid.String().Draw(t, "title"),
			Where: rapid.String().Draw(t, "where"), Line: rapid.String().Draw(t, "line")}
		page := picture(t, drawn(t, sheet.PNG, sheet.Sticker, l))
		if got := scan(t, page, page.Bounds()); got != l.Address {
			t.Errorf("says %q, not %q", got, l.Address)
		}
	})
}

func TestFiles(t *testing.T) {
	many := make([]sheet.Label, 30)
	for i := range many {
		many[i] = label(i)
	}
	if b := drawn(t, sheet.PDF, sheet.A4, many...); !bytes.HasPrefix(b, []byte("%PDF-")) ||
		!bytes.Contains(b, []byte("/Type/Pages/Count 3/")) {
		t.Error("30 codes are not three pages of A4")
	}
	script := label(0)
	script.Business, script.Title = `<script>alert(1)</script>`, `"/><a href="javascript:x">`
	if b := drawn(t, sheet.SVG, sheet.Sticker, script); !bytes.Contains(b, []byte("<svg")) || strings.Contains(string(b), "<script") ||
		strings.Contains(string(b), "<a ") {
		t.Error("an SVG that runs what a name says")
	}
	var b bytes.Buffer
	if err := sheet.Draw(&b, sheet.PNG, sheet.Sticker, many, ""); cham.ErrorCode(err) != cham.CodeInvalid || b.Len() > 0 {
		t.Error("30 stickers in one picture:", err)
	}
}
