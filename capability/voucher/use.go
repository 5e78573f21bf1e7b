package voucher

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"unicode"

	"cham"
)

// Named are the codes that purchases name, folded, each with its first purchase. The standard's
// coupon stands in an order or in its products, several in one text. public reports whether
// anybody can send as a source.
func Named(records []cham.Record, public func(cham.SourceID) (bool, error)) (map[string]Use, error) {
	all := map[string]Use{}
	for i := range records {
		r := &records[i]
		if !cham.Ordered(r.Name) || !bytes.Contains(r.Properties, []byte(`"coupon"`)) {
			continue
		}
		anybody, err := public(r.Source)
		if err != nil {
			return nil, err
		}
		for _, code := range coupons(r.Properties) {
			was, ok := all[code]
			u := Use{Folded: code, At: r.At, Sure: was.Sure || !anybody}
			if ok && was.At.Before(r.At) {
				u.At = was.At
			}
			all[code] = u
		}
	}
	return all, nil
}

// coupons are the codes that an order's properties name.
func coupons(properties json.RawMessage) (codes []string) {
	type named struct {
		Coupon any `json:"coupon"`
	}
	var order named
	var lines struct {
		Products []named `json:"products"`
	}
	_ = json.Unmarshal(properties, &order) // whatever they are, what cannot be read names none
	_ = json.Unmarshal(properties, &lines)
	for _, n := range append(lines.Products, order) {
		if s, ok := n.Coupon.(string); ok {
			codes = append(codes, strings.FieldsFunc(Fold(s), parts)...)
		}
	}
	return codes
}

// parts reports whether a character stands between two codes.
func parts(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' || r == '|' }

// UsesOf are those of the codes that purchases name which pools have and nobody named before.
func (s *Service) UsesOf(ctx context.Context, ws cham.WorkspaceID, records []cham.Record) (uses []Use, err error) {
	named, err := Named(records, func(id cham.SourceID) (bool, error) { return s.Public(ctx, ws, id) })
	if err != nil || len(named) == 0 {
		return nil, err
	}
	folded := make([]string, 0, len(named))
	for code := range named {
		folded = append(folded, code)
	}
	ours, err := s.Unused(ctx, ws, folded)
	for _, code := range ours {
		uses = append(uses, named[code])
	}
	return uses, err
}
