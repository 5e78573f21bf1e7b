package tags

import (
	"slices"

	"cham"
	"cham/capability/capture"
)

// keysOf finds the keys of a list where an import would: in columns that are called
// so, or whose first cells look so. A column of numbers that nobody names is no code
// of customers: their order in the file would be.
func keysOf(header []string, sample [][]string) func(cells []string) []cham.Key {
	m := capture.GuessMapping(header, sample)
	at := map[cham.KeyKind]int{}
	for _, kind := range cham.KeyKinds {
		field := string(kind)
		if kind == cham.KeyUser {
			field = "userId"
		}
		if name := m.Columns[field]; name != "" && kind.Personal() {
			at[kind] = slices.Index(header, name)
		}
	}
	return func(cells []string) (keys []cham.Key) {
		for _, kind := range cham.KeyKinds {
			i, ok := at[kind]
			if !ok || i < 0 || i >= len(cells) {
				continue
			}
			if k, ok := capture.NormalizeKey(kind, cells[i]); ok {
				keys = append(keys, k)
			}
		}
		return keys
	}
}
