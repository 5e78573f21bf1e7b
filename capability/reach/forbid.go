package reach

import (
	"slices"
	"strings"
	"time"

	"cham/capability/consent"
)

// asked is one way of one message to one person.
type asked struct {
	*Gate
	m       *Message
	p       *Person
	way     Way
	refused *GateReason // why another way was refused by the customer
	address Address
}

// like is the way whose rules hold.
func (a *asked) like() Way { return a.Own.like(a.way) }

// forbidding are the rules that waiting does not help against, in the order in
// which they are asked.
var forbidding = []func(*asked) *GateReason{refused, unfollowed, twice, reached, listed, unasked, unreachable, unlabelled}

// refused is who said no to this way. Who said no to another way that was tried
// before gets nothing by this one unless they said yes to it by name: a refusal is
// not answered by a message elsewhere.
func refused(a *asked) *GateReason {
	state, said := consent.Stand(a.p.Said, a.m.Class.Purpose(), a.Own.ChannelOf(a.way))
	switch {
	case state == consent.No:
		return &GateReason{Rule: RuleRefused, Since: said.At}
	case a.refused != nil && a.m.Class != Transaction && state == consent.Yes && said.Channel == "":
		return &GateReason{Rule: RuleRefused, Since: a.refused.Since}
	}
	return nil
}

// unfollowed is who does not want to be recognised on the website; it says nothing of other ways.
func unfollowed(a *asked) *GateReason {
	state, said := consent.Stand(a.p.Said, consent.Tracking, "")
	if a.way == Web && state == consent.No {
		return &GateReason{Rule: RuleUnfollowed, Since: said.At}
	}
	return nil
}

func twice(a *asked) *GateReason {
	for _, c := range a.p.Contacts {
		if !c.Tried && c.Message == a.m.ID && c.Occasion == a.m.Occasion && (c.Own || a.leadsTo(c.Hash)) {
			return &GateReason{Rule: RuleTwice, Since: c.At}
		}
	}
	return nil
}

// leadsTo reports whether an address is one the message could go to.
func (a *asked) leadsTo(hash string) bool {
	return slices.ContainsFunc(a.p.Addresses[a.way], func(x Address) bool { return x.Hash == hash })
}

func listed(a *asked) *GateReason {
	switch {
	case a.m.Class != Marketing:
	case slices.Contains(a.p.Lists, consent.Refusers), slices.Contains(a.p.Lists, consent.Withdrawn):
		return &GateReason{Rule: RuleRefusers}
	case slices.Contains(a.p.Lists, consent.DoNotCall) && (a.like() == SMS || a.like() == Call):
		return &GateReason{Rule: RuleDoNotCall}
	}
	return nil
}

func unasked(a *asked) *GateReason {
	if a.m.Class == Transaction {
		return nil
	}
	if state, _ := consent.Stand(a.p.Said, a.m.Class.Purpose(), a.Own.ChannelOf(a.way)); state == consent.Unasked {
		return &GateReason{Rule: RuleUnasked}
	}
	return nil
}

// unreachable finds the address, too: the first that leads somewhere. An
// advertisement that was marked as spam is a refusal, whatever other address there is.
func unreachable(a *asked) *GateReason {
	rule := RuleNoAddress
	for _, x := range a.p.Addresses[a.way] {
		switch {
		case x.Bad == BadComplained:
			rule = RuleComplained
			if a.m.Class == Marketing {
				return &GateReason{Rule: rule}
			}
		case x.Bad != "":
			rule = RuleBounced
		case a.refusedBy(x.Owner):
			rule = RuleOwner
		case a.address.Hash == "":
			a.address = x
		}
	}
	if a.address.Hash != "" {
		return nil
	}
	return &GateReason{Rule: rule}
}

func (a *asked) refusedBy(owner []consent.Record) bool {
	state, _ := consent.Stand(owner, a.m.Class.Purpose(), a.Own.ChannelOf(a.way))
	return state == consent.No
}

// window is how long after somebody wrote a way may answer, by class.
type window struct {
	rule  string
	after time.Duration
}

// windowOf is the window a message has to keep to, none when it needs none.
func (a *asked) windowOf() (window, bool) {
	switch {
	case a.way == Zalo && a.m.Class == Transaction:
		return window{RuleZaloYear, 365 * day}, true
	case a.way == Zalo && a.m.Class != Marketing:
		return window{RuleZaloWindow, 7 * day}, true
	case a.way == Messenger && a.m.Template && a.m.Class == Transaction:
		return window{}, false
	case a.way == Messenger && a.m.Human && a.m.Class != Marketing:
		return window{RuleMessengerHuman, 7 * day}, true
	case a.way == Messenger:
		return window{RuleMessengerWindow, day}, true
	}
	return window{}, false
}

// shut says why the window of a way is over at a time.
func (a *asked) shut(at time.Time) *GateReason {
	w, needs := a.windowOf()
	wrote := a.p.Wrote[a.way]
	if needs && (wrote.IsZero() || at.After(wrote.Add(w.after))) {
		return &GateReason{Rule: w.rule, Since: wrote}
	}
	return nil
}

// label is what an advertisement begins with, Decree 91/2020.
const label = "[QC]"

func unlabelled(a *asked) *GateReason {
	text, given := a.m.Texts[a.way]
	if a.m.Class != Marketing || !given || a.like() != SMS && a.like() != Email {
		return nil
	}
	if !strings.HasPrefix(strings.TrimSpace(text), label) {
		return &GateReason{Rule: RuleLabel}
	}
	return nil
}

func duties(c Class) []string {
	if c == Marketing {
		return []string{"label", "sender", "optOut"}
	}
	return nil
}
