package table

import (
	"fmt"
	"io"
)

// counted counts what was read through it.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// unpacked is the text of a packed file, as long as it is in proportion: a
// small file that unpacks without end would keep the program busy for hours.
type unpacked struct {
	in  *counted
	out io.Reader
	n   int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.n > freeUnpacked && u.n > mostRatio*u.in.n {
		return 0, fmt.Errorf("it unpacks to more than %d times its size", mostRatio)
	}
	n, err := u.out.Read(p)
	u.n += int64(n)
	return n, err
}
