package index

import (
	"slices"
	"strings"
	"unsafe"

	"cham"
)

// MaxKinds is the most kinds a workspace can have. The last sixteenth of them
// is kept for kinds reduced to their name, channel and lead source, so that a flood
// of pages or campaigns never hides what happened; its second half for those whose lead
// source is reduced to there being one. When these are used up
// too, everything else becomes one kind, named OverflowName.
const (
	MaxKinds     = 1 << 16
	overflowKind = 0
	// OverflowName is the name of the kind that gathers what no number was left for.
	OverflowName = "…"
)

// dictionary numbers the kinds of a workspace. It only grows; readers hold a
// slice of it and are not disturbed.
type dictionary struct {
	ceiling  int
	rules    cham.KindRules
	kinds    []cham.Kind
	reduced  []bool // kinds that lost their details to the ceiling
	number   map[cham.Kind]uint16
	seen     map[cham.Kind]uint16 // by untemplated path, bounded; saves templating
	overflow int                  // touches that lost details
}

func newDictionary(rules cham.KindRules, ceiling int) *dictionary {
	d := &dictionary{ceiling: ceiling, rules: rules, number: map[cham.Kind]uint16{}, seen: map[cham.Kind]uint16{}}
	d.add(cham.Kind{Name: OverflowName, Channel: cham.ChannelOther}, true)
	return d
}

// restore rebuilds a dictionary from the kinds of a checkpoint.
func (d *dictionary) restore(kinds []cham.Kind, reduced []bool, overflow int) {
	d.kinds, d.reduced, d.overflow = kinds, reduced, overflow
	for i, k := range kinds {
		d.number[k] = uint16(i)
	}
}

func (d *dictionary) add(k cham.Kind, reduced bool) uint16 {
	n := uint16(len(d.kinds))
	k = cloned(k)
	d.kinds, d.reduced = append(d.kinds, k), append(d.reduced, reduced)
	d.number[k] = n
	return n
}

// of returns the number of a touch's kind.
func (d *dictionary) of(t *cham.Touch) uint16 {
	if len(d.rules.Properties) > 0 && len(t.Properties) > 0 {
		return d.count(d.numberOf(cham.KindOf(t, d.rules)))
	}
	raw := cham.Kind{Name: t.Name, Channel: t.Channel, Source: t.Campaign.Source, Medium: t.Campaign.Medium,
		Campaign: t.Campaign.Name, Path: t.Page.Path, Device: t.Device, Branch: t.Branch, Inside: t.Inside(),
		Click: t.ClickName(), Referrer: t.Outsider(d.rules)}
	n, ok := d.seen[raw]
	if !ok {
		n = d.numberOf(cham.KindOf(t, d.rules))
		if len(d.seen) >= MaxKinds {
			clear(d.seen)
		}
		d.seen[cloned(raw)] = n
	}
	return d.count(n)
}

func (d *dictionary) count(n uint16) uint16 {
	if d.reduced[n] {
		d.overflow++
	}
	return n
}

func (d *dictionary) numberOf(k cham.Kind) uint16 {
	if n, ok := d.number[k]; ok {
		return n
	}
	if len(d.kinds) < d.ceiling-d.ceiling/16 {
		return d.add(k, false)
	}
	// What says where a customer came from goes last: without it everybody would have come directly.
	from := cham.Kind{Name: k.Name, Channel: k.Channel, Path: OverflowName, Source: k.Source, Medium: k.Medium,
		Inside: k.Inside, Click: k.Click, Referrer: k.Referrer}
	unsaid := cham.Kind{Name: k.Name, Channel: k.Channel, Path: OverflowName}
	if k.Source+k.Medium+k.Campaign+k.Click+k.Referrer != "" {
		unsaid.Source = OverflowName
	}
	if k.Source+k.Medium+k.Click+k.Referrer == "" {
		from = unsaid
	}
	for i, plain := range []cham.Kind{from, unsaid} {
		if n, ok := d.number[plain]; ok {
			return n
		}
		if len(d.kinds) < d.ceiling-d.ceiling/32*(1-i) {
			return d.add(plain, true)
		}
	}
	return overflowKind
}

// blank takes a kind's text away; its number is not given again. Readers keep
// the slice they have.
func (d *dictionary) blank(n uint16) {
	delete(d.number, d.kinds[n])
	d.kinds = slices.Clone(d.kinds)
	d.kinds[n] = cham.Kind{Name: OverflowName, Channel: cham.ChannelOther}
}

func (d *dictionary) bytes() int64 {
	const perKind = 3 * int64(unsafe.Sizeof(cham.Kind{})+60) // the slice, two maps' entries, each with its texts
	return int64(len(d.kinds)) * perKind
}

// cloned frees the texts of a kind from the batch they came in.
func cloned(k cham.Kind) cham.Kind {
	return cham.Kind{Name: strings.Clone(k.Name), Channel: cham.Channel(strings.Clone(string(k.Channel))),
		Source: strings.Clone(k.Source), Medium: strings.Clone(k.Medium), Campaign: strings.Clone(k.Campaign),
		Path: strings.Clone(k.Path), Device: strings.Clone(k.Device), Branch: strings.Clone(k.Branch),
		Props: strings.Clone(k.Props), Inside: k.Inside, Click: strings.Clone(k.Click), Referrer: strings.Clone(k.Referrer)}
}
