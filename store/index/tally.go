package index

// tally is a table of counters: laid out flat when it is small, else growing
// as cells are counted.
type tally struct {
	width int
	cells []int
	far   map[[2]uint64]int
}

// maxTally is the most counters that are laid out from the start.
const maxTally = 1 << 19

func newTally(rows, width uint64) tally {
	if rows <= maxTally && width <= maxTally && rows*width <= maxTally {
		return tally{width: int(width), cells: make([]int, rows*width)}
	}
	return tally{far: map[[2]uint64]int{}}
}

func (t *tally) count(row, column uint64) {
	if t.far == nil {
		t.cells[int(row)*t.width+int(column)]++
	} else {
		t.far[[2]uint64{row, column}]++
	}
}

func (t *tally) join(o *tally) {
	for i, n := range o.cells {
		t.cells[i] += n
	}
	for at, n := range o.far {
		t.far[at] += n
	}
}

// each gives f every counter that is not zero.
func (t *tally) each(f func(row, column uint64, n int)) {
	for i, n := range t.cells {
		if n > 0 {
			f(uint64(i/t.width), uint64(i%t.width), n)
		}
	}
	for at, n := range t.far {
		f(at[0], at[1], n)
	}
}
