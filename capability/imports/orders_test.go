package imports_test

import (
	"bytes"
	"fmt"
	"testing"

	"cham/capability/imports"
)

// orderFile has n orders of two lines, the second some orders further down.
func orderFile(n int) []byte {
	var b bytes.Buffer
	b.WriteString("order id,time,user id,total,status\n")
	line := func(i int) {
		status := "completed"
		if i%100 == 99 {
			status = "?"
		}
		fmt.Fprintf(&b, "%d,2026-01-02 03:04:05,u%d,90,%s\n", i, i, status)
	}
	for i := range n + 7 {
		if i < n {
			line(i)
		}
		if i >= 7 {
			line(i - 7)
		}
	}
	return b.Bytes()
}

// An import counts rows, though an order of several is one touch, and goes on
// after a restart at the row where it stood.
func TestOrdersAreCountedByRows(t *testing.T) {
	w := newWorld(t)
	const orders = 9000
	w.upload("o", "orders.csv", orderFile(orders))
	w.start()
	w.launch("o")
	for range 3 {
		before := w.look("o").Accepted
		w.flow(func() bool { i := w.look("o"); return i.Accepted > before+2500 || i.State != imports.Running })
		w.stop()
		w.start()
	}
	w.flow(func() bool { return w.look("o").State != imports.Running })
	w.stop()
	i := w.look("o")
	if i.State != imports.Done || i.Accepted != 2*orders*99/100 || i.Refused != 2*orders/100 || i.Duplicates != 0 ||
		len(w.history) != orders*99/100 || i.BytesRead != i.Bytes {
		t.Errorf("%+v, %d touches", i, len(w.history))
	}
}
