package index

import "cham"

// Columns are touches as generators and benches have them: parallel slices,
// by customer and within a customer by time.
type Columns struct {
	Customer []uint32
	At       []int64 // ms since 1970
	Kind     []uint16
	Kinds    []cham.Kind
}

// LoadColumns makes a workspace of columns alone, without a history behind
// it: merges that need one (see Append) then fail.
func (x *Index) LoadColumns(id cham.WorkspaceID, c Columns) error {
	ws := newWorkspace(id, nil, cham.KindRules{}, x.o.MaxKinds)
	number := make([]uint16, len(c.Kinds))
	for i, k := range c.Kinds {
		number[i] = ws.dict.numberOf(k)
	}
	ws.current.Store((&snapshot{}).with(fromColumns(c, number), ws.dict))
	ws.seq = int64(len(c.At))
	x.install(ws)
	return nil
}

// fromColumns lays ordered columns out.
func fromColumns(c Columns, number []uint16) *level {
	n := len(c.At)
	customers := 0
	for i := range n {
		if i == 0 || c.Customer[i] != c.Customer[i-1] {
			customers++
		}
	}
	l := newLevel(customers, n)
	l.at, l.ms, l.kind = l.at[:n], l.ms[:n], l.kind[:n]
	for i, at := range c.At {
		l.at[i], l.ms[i] = split(at)
		l.kind[i] = number[c.Kind[i]]
		if i > 0 && c.Customer[i] != c.Customer[i-1] {
			l.ids, l.off = append(l.ids, cham.CustomerID(c.Customer[i-1])), append(l.off, uint32(i))
		}
	}
	if n > 0 {
		l.ids, l.off = append(l.ids, cham.CustomerID(c.Customer[n-1])), append(l.off, uint32(n))
	}
	return l
}
