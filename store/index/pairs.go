package index

// pairTable has a cell for every pair of nodes: a table of all of them while
// that is small, else a map that grows.
type pairTable[T any] struct {
	width int
	table []T
	large map[int]*T
}

func newPairTable[T any](width int) pairTable[T] {
	if width > maxTable {
		return pairTable[T]{width: width, large: map[int]*T{}}
	}
	return pairTable[T]{width: width, table: make([]T, width*width)}
}

func (c *pairTable[T]) at(a, b int32) *T {
	i := int(a)*c.width + int(b)
	if c.table != nil {
		return &c.table[i]
	}
	v := c.large[i]
	if v == nil {
		v = new(T)
		c.large[i] = v
	}
	return v
}

// each gives f every pair that may have been counted.
func (c *pairTable[T]) each(f func(a, b int32, v *T)) {
	for i := range c.table {
		f(int32(i/c.width), int32(i%c.width), &c.table[i])
	}
	for i, v := range c.large {
		f(int32(i/c.width), int32(i%c.width), v)
	}
}
