package campaign

import (
	"context"

	"cham"
	"cham/capability/letter"
	"cham/capability/reach"
)

// CodesCheck is whether the codes of a campaign's pool are enough.
type CodesCheck struct {
	Pool string `json:"pool" doc:"its name"`
	Left int    `json:"left"`
	ends string
}

// showsCode reports whether any of the texts shows a code.
func (v *compiledVersion) showsCode() bool {
	for _, n := range v.notes {
		if n.Voucher {
			return true
		}
	}
	return v.letter != nil && v.letter.Voucher
}

// ShowsCode reports whether what is said to a customer by a way shows a code.
func (c *Content) ShowsCode(compiled *Compiled, to cham.CustomerID, way reach.Way) bool {
	says := compiled.says(c.group(to))
	if way == reach.Email {
		return says.letter != nil && says.letter.Voucher
	}
	note := says.notes[way]
	return note != nil && note.Voucher
}

// says is what people of a group are told.
func (c *Compiled) says(group string) *compiledVersion {
	if group == GroupB {
		return &c.b
	}
	return &c.a
}

// checkCodes looks at the pool of a draft whose texts show codes; nil when they show none. CodeInvalid:
// no pool is chosen, it was removed, or its codes have ended.
func (s *Service) checkCodes(ctx context.Context, ws cham.WorkspaceID, d *Draft, c *Compiled) (*CodesCheck, error) {
	if c == nil || !c.a.showsCode() && !c.b.showsCode() {
		return nil, nil
	}
	pool, over, err := s.Vouchers.Open(ctx, ws, d.Voucher)
	switch {
	case cham.ErrorCode(err) == cham.CodeNotFound:
		return nil, invalid("voucher", "error.campaign.voucher", nil)
	case err != nil:
		return nil, err
	case over:
		return nil, invalid("voucher", "error.campaign.voucherOver", map[string]any{"name": pool.Name, "ends": pool.EndsShown()})
	}
	return &CodesCheck{Pool: pool.Name, Left: pool.Left, ends: pool.EndsShown()}, nil
}

// sample is a code that nobody is given, with the end of the pool's.
func sample(c *CodesCheck) (code, ends string) {
	if c == nil {
		return letter.SampleCode, ""
	}
	return letter.SampleCode, c.ends
}
