package capture

import (
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Limits on text, in characters (message ids in bytes).
const (
	maxMessageID = 100
	maxName      = 200
	maxText      = 255  // campaign fields, branch, channel
	maxURL       = 2048 // page URL, path, referrer, title
)

// incoming is a call on its way to become a touch.
type incoming struct {
	call   *Call
	source *cham.Source
	meta   *Meta
	newID  func() string
	erased func(cham.WorkspaceID, []cham.Key, time.Time) bool
	floods *floods
	facts  facts
	detail string // what a refusing step has to add to its reason
}

// steps is what every call passes, in this order. Each step fills its part of
// the touch or gives the reason why there will be none.
var steps = [...]struct {
	name string
	run  func(*incoming, *cham.Touch) Reason
}{
	{"shape", shape},
	{"message id", messageID},
	{"time", clock},
	{"facts", readFacts},
	{"order id", orderID},
	{"keys", keys},
	{"erased", erased},
	{"consent", consented},
	{"bot", bot},
	{"flood", flood},
	{"channel", channel},
	{"page", page},
	{"lead source", leadSource},
	{"device", device},
	{"value", value},
	{"counted elsewhere", countedElsewhere},
	{"objects", objects},
	{"well formed", wellFormed},
}

// touch runs the steps over t; the reason is "" when all passed.
func (in *incoming) touch(t *cham.Touch) Reason {
	t.Source, t.ReceivedAt, t.Import = in.source.ID, in.meta.ReceivedAt, in.meta.ImportID
	for i := range steps {
		if r := steps[i].run(in, t); r != "" {
			return r
		}
	}
	return ""
}

func (in *incoming) refuse(r Reason, detail string) Reason {
	in.detail = detail
	return r
}

// shape checks that the call is one we know and gives the touch its name.
func shape(in *incoming, t *cham.Touch) Reason {
	c := in.call
	if c.Fault != "" {
		return in.refuse(c.Fault, c.Detail)
	}
	if c.Size > MaxCall {
		return in.refuse(ReasonSize, "over 32 KB")
	}
	t.Type = c.Type
	switch c.Type {
	case cham.CallTrack:
		t.Name = clean(c.Event, maxName+1)
		switch {
		case t.Name == "":
			return ReasonNoEvent
		case utf8.RuneCountInString(t.Name) > maxName:
			return in.refuse(ReasonLongName, "event")
		}
	case cham.CallPage:
		t.Name = cham.PageViewed
	case cham.CallScreen:
		t.Name = cham.ScreenViewed
	case cham.CallGroup:
		if c.GroupID == "" {
			return in.refuse(ReasonShape, "groupId is missing")
		}
	case cham.CallAlias:
		if c.PreviousID == "" {
			return in.refuse(ReasonShape, "previousId is missing")
		}
	case cham.CallSegment:
		if in.source.Kind != cham.KindSegments {
			return in.refuse(ReasonShape, "only live segments tell who enters and leaves")
		}
		t.Name = c.Event
	case cham.CallIdentify:
	default:
		return in.refuse(ReasonShape, "type is none we know: "+string(truncate(c.Type, 40)))
	}
	return ""
}

func messageID(in *incoming, t *cham.Touch) Reason {
	t.MessageID = storable(in.call.MessageID)
	if t.MessageID == "" {
		t.MessageID = in.newID()
	}
	if len(t.MessageID) > maxMessageID {
		return in.refuse(ReasonMessageID, "over 100 characters")
	}
	return ""
}

// erased refuses what is older than the erasing of one whom it names: an old file
// read again, a retry, a backup put back.
func erased(in *incoming, t *cham.Touch) Reason {
	if in.erased != nil && in.erased(in.source.Workspace, t.Keys, t.At) {
		return ReasonErased
	}
	return ""
}

// objects hands over what we keep as it came. A group call has no place of its
// own for the group's id, so it goes where the other facts are.
func objects(in *incoming, t *cham.Touch) Reason {
	c := in.call
	t.Properties, t.Traits, t.Context = c.Properties, c.Traits, c.Context
	if len(t.Traits) == 0 { // a purchase may tell the buyer's name
		t.Traits = in.facts.traits
	}
	if c.Type == cham.CallGroup {
		t.Properties = append(appendString([]byte(`{"groupId":`), c.GroupID), '}')
	}
	if in.clientSide() {
		t.Context = in.withCaller(t.Context)
	}
	return ""
}

// withCaller adds the address and the user agent of the request, where the call
// does not say them: rules that leave staff and robots out go by these.
func (in *incoming) withCaller(context json.RawMessage) json.RawMessage {
	var said []byte
	add := func(name, value string) {
		if value == "" {
			return
		}
		if said = append(said, ','); len(said) == 1 {
			said[0] = '{'
		}
		said = appendString(append(appendString(said, name), ':'), value)
	}
	if in.facts.ip == "" {
		add("ip", in.meta.IP)
	}
	if in.facts.userAgent == "" {
		add("userAgent", truncate(clean(in.meta.UserAgent, maxAgent), maxAgent))
	}
	if said == nil {
		return context
	}
	return merge(append(said, '}'), context, 1)
}

// maxAgent bounds how much of a user agent is kept, in bytes.
const maxAgent = 300

// clean returns s trimmed, in Unicode NFC, without control characters and what
// copying leaves invisibly, and of at most max characters.
func clean(s string, max int) string {
	if len(s) <= max && plain(s) {
		return s
	}
	s = strings.TrimSpace(norm.NFC.String(strings.Map(visible, s)))
	n := 0
	for i := range s {
		if n++; n > max {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// visible drops control characters, zero-width spaces, byte order marks and
// marks of writing direction.
func visible(r rune) rune {
	switch {
	case unicode.IsControl(r), r == '\u200b', r == '\u2060', r == '\ufeff', r >= '\u200e' && r <= '\u200f', r >= '\u202a' && r <= '\u202e':
		return -1
	}
	return r
}

// plain reports whether s is ASCII that clean would leave alone.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}
