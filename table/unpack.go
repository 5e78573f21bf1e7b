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
	in   *counted
	out  io.Reader
	n    int64
	most int64 // 0 for no bound but the proportion
}

var errBomb = fmt.Errorf("it unpacks to more than %d times its size", mostRatio)

func (u *unpacked) Read(p []byte) (int, error) {
	if u.n > freeUnpacked && u.n > mostRatio*u.in.n || u.most > 0 && u.n > u.most {
		return 0, errBomb
	}
	n, err := u.out.Read(p)
	u.n += int64(n)
	return n, err
}
