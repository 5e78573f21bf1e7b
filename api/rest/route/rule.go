package route

import (
	"context"

	"cham"
	"cham/measure"
)

// RuleSeen refuses a rule about what a customer is known by from who sees that
// masked: values could be spelled out by it. CodeForbidden; nil is nothing to refuse.
func RuleSeen(ctx context.Context, rule *measure.SegmentRule) error {
	if rule == nil || !Masks(ctx) {
		return nil
	}
	var err error
	rule.Walk(func(r measure.SegmentRule) {
		if r.Trait != nil {
			err = &cham.Error{Code: cham.CodeForbidden, Op: "rest.RuleSeen", Field: "rule", Key: "error.rule.masked"}
		}
	})
	return err
}
