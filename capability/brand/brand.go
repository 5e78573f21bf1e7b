// Package brand is how a business shows itself on the pages its customers open:
// its colour and its logo.
package brand

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // logos come as these
	"image/png"
	"regexp"
	"strconv"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"cham"
)

// Brand is a workspace's look; the zero value is a plain one.
type Brand struct {
	// Colour is "#1f6f5c", "" for none.
	Colour string `json:"colour,omitempty"`
	// Logo is a PNG of at most maxWidth × maxHeight, nil for none.
	Logo []byte `json:"logo,omitempty"`
}

// Store keeps brands.
type Store interface {
	// Brand is a workspace's, the zero one where none was chosen.
	Brand(ctx context.Context, ws cham.WorkspaceID) (Brand, error)
	PutBrand(ctx context.Context, ws cham.WorkspaceID, b Brand) error
}

// Bounds: of a file that is taken, of a picture in it, and of what is made of it.
// Pages carry the logo in them, and stay light.
const (
	MaxFile   = 2 << 20
	maxSide   = 6000
	maxWidth  = 240
	maxHeight = 80
	maxBytes  = 14 << 10
)

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Valid reports whether the colour is one, or none.
func (b Brand) Valid() bool { return b.Colour == "" || colour.MatchString(b.Colour) }

// On is the colour of words that can be read on the brand's colour.
func (b Brand) On() string {
	if b.Colour == "" || luminance(b.Colour) < 0.179 {
		return "#ffffff"
	}
	return "#000000"
}

// luminance is WCAG 2.2's relative luminance, 0 black to 1 white, with the sRGB
// curve as a square.
func luminance(colour string) float64 {
	n, _ := strconv.ParseUint(colour[1:], 16, 32) // checked by Valid
	part := func(shift uint) float64 { v := float64(n>>shift&255) / 255; return v * v }
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// Logo makes of a PNG, JPEG or WebP file a logo that is small enough for every
// page. What else the file holds is lost. The error is CodeInvalid for no picture.
func Logo(file []byte) ([]byte, error) {
	wrong := &cham.Error{Code: cham.CodeInvalid, Op: "brand.Logo", Field: "logo", Key: "error.logo"}
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || len(file) > MaxFile || size.Width < 1 || size.Height < 1 || size.Width > maxSide || size.Height > maxSide {
		return nil, wrong
	}
	full, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, wrong
	}
	for scale := min(1, maxWidth/float64(size.Width), maxHeight/float64(size.Height)); ; scale *= 0.8 {
		small := image.NewNRGBA(image.Rect(0, 0, max(1, int(float64(size.Width)*scale)), max(1, int(float64(size.Height)*scale))))
		draw.CatmullRom.Scale(small, small.Bounds(), full, full.Bounds(), draw.Src, nil)
		var out bytes.Buffer
		if err := png.Encode(&out, small); err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "brand.Logo", err)
		}
		if out.Len() <= maxBytes {
			return out.Bytes(), nil
		}
	}
}
