package reach

import "cham"

// OwnWay is what a business says of its own system, which sends for it by a way that we
// do not see. The zero OwnWay is of a business that has none.
type OwnWay struct {
	// Kind is the kind of key it reaches customers by, one of OwnKinds; Stands the channel it sends by, one of Stands:
	// its consent is needed and its rules hold.
	Kind   cham.KeyKind
	Stands cham.Channel
}

// OwnKinds and Stands are what an OwnWay may say.
var (
	OwnKinds = []cham.KeyKind{cham.KeyPhone, cham.KeyEmail, cham.KeyUser}
	Stands   = []cham.Channel{"sms", "zalo", "call", "email", cham.ChannelOther}
)

// KindOf is the kind of key that a way reaches somebody by, "" when it reaches nobody.
func (o OwnWay) KindOf(w Way) cham.KeyKind {
	if w == Own {
		return o.Kind
	}
	return w.Kind()
}

// ChannelOf is what consent to a way is given by, and what it is a touch of.
func (o OwnWay) ChannelOf(w Way) cham.Channel {
	if w == Own && o.Stands != "" {
		return o.Stands
	}
	return w.Channel()
}

// like is the way whose rules hold for a way. What goes on by Zalo goes to addresses that Zalo does not give: as ZNS does.
func (o OwnWay) like(w Way) Way {
	if w == Own {
		switch o.Stands {
		case "sms", "call", "email":
			return Way(o.Stands)
		case "zalo":
			return ZNS
		}
	}
	return w
}
