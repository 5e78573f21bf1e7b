package capture

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"cham"
)

// The limits of the Segment API, in bytes and events.
const (
	MaxCall   = 32 << 10  // one call, alone or in a batch
	MaxBody   = 500 << 10 // one request, unpacked
	MaxEvents = 2500      // calls in one batch; those after it are refused
	// maxSpread bounds what calls of one batch may come to after each got the
	// batch's own context: 2,500 calls that share 32 KB would be 80 MB.
	maxSpread = 8 << 20
	// typicalCall is a usual size of a call, to guess how many are coming.
	typicalCall = 800
)

// Call is one Segment call as it came, nothing judged yet. Texts are "" and
// objects nil when absent or null; numbers given as ids are kept as written.
type Call struct {
	Type                            cham.CallType
	MessageID                       string
	UserID, AnonymousID             string
	PreviousID, GroupID             string
	Event, Name, Channel            string
	Timestamp, OriginalTime, SentAt string
	// The sender's objects, checked but unparsed. Context and Integrations
	// have those of the batch merged in.
	Properties, Traits, Context, Integrations json.RawMessage
	// Raw is the call's own text, Size what it comes to with what it inherits
	// from its batch, in bytes.
	Raw  json.RawMessage
	Size int
	// Line in a file, from 1; 0 elsewhere.
	Line int
	rows int // of the file, when they are several
	// sale is what the same rows say happened before: this call is its refund.
	sale *Call
	// voids is the message id of the sale that this cancelled order would have
	// been, and undone what it would have brought.
	voids  string
	undone float64
	// verbatim user ids stand for themselves, whatever they spell.
	verbatim bool
	// Fault is set when the call cannot be read at all, with Detail naming
	// what is wrong with it.
	Fault  Reason
	Detail string
}

// Rows is how many rows of a file the call was read from.
func (c *Call) Rows() int { return max(1, c.rows) }

// Batch is what one request or one slice of a file brings.
type Batch struct {
	// WriteKey is the key given inside the body, "" when there is none.
	WriteKey string
	Calls    []Call
	// Dropped counts the calls after the first MaxEvents, which are not kept.
	Dropped int
}

// Decode reads the body of a request: one call, or an object with "batch", or
// a bare array of calls. kind is the type the address names, "" for batch
// addresses, where every call names its own.
//
// The result refers to body, which Decode may mend in place; the caller leaves
// both alone afterwards. The error is CodeInvalid for what is not JSON in
// UTF-8, or is of another shape, and CodeTooLarge over MaxBody; a single wrong
// call in a batch is no error but carries a Fault.
func Decode(body []byte, kind cham.CallType) (Batch, error) {
	if len(body) > MaxBody {
		return Batch{}, cham.Errorf(cham.CodeTooLarge, "capture.Decode", "the body is over %d KB", MaxBody>>10)
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) {
		return Batch{}, cham.Errorf(cham.CodeInvalid, "capture.Decode", "the body is not UTF-8 text")
	}
	d := decoder{p: parser{b: body}, kind: kind}
	switch d.p.peek() {
	case '{':
		d.envelope()
	case '[':
		d.items()
	case 0:
		d.p.fail("empty body")
	default:
		d.p.fail("expected a JSON object")
	}
	if d.p.end(); d.p.err != nil {
		return Batch{}, cham.Errorf(cham.CodeInvalid, "capture.Decode", "bad JSON: %v", d.p.err)
	}
	return d.batch()
}

type decoder struct {
	p     parser
	kind  cham.CallType
	top   Call // the single call, or what the batch says for all of its calls
	key   string
	many  bool
	calls []Call
	extra int // calls over MaxEvents
}

// envelope reads the outermost object, which is a call itself unless it has a
// batch.
func (d *decoder) envelope() {
	start := d.p.i
	d.p.object(func(key []byte) {
		switch {
		case string(key) == "writeKey":
			d.key = d.p.text()
		case string(key) == "batch" && d.p.peek() == '[':
			d.items()
		default:
			d.p.call(&d.top, key)
		}
	})
	if d.p.err == nil {
		d.top.Raw = d.p.b[start:d.p.i]
	}
}

// items reads the calls of a batch. "batch" given twice means the last one, as
// in every JSON library.
func (d *decoder) items() {
	d.many = true
	d.calls = make([]Call, 0, min(1+len(d.p.b)/typicalCall, MaxEvents))
	d.extra = 0
	d.p.array(func() {
		if len(d.calls) == MaxEvents {
			d.extra++
			d.p.skip()
			return
		}
		d.calls = append(d.calls, Call{})
		d.p.item(&d.calls[len(d.calls)-1])
	})
}

// item reads one call of a batch, or one line of a file.
func (p *parser) item(c *Call) {
	start := p.i
	if p.peek() == '{' {
		p.object(func(key []byte) { p.call(c, key) })
	} else {
		c.fault(ReasonShape, "not an object")
		p.skip()
	}
	if p.err == nil {
		c.Raw = p.b[start:p.i]
	}
}

// call takes in one field of a call.
func (p *parser) call(c *Call, key []byte) {
	switch string(key) {
	case "type":
		c.Type = cham.CallType(p.text())
	case "messageId":
		c.MessageID = p.text()
	case "userId":
		c.UserID = p.text()
	case "anonymousId":
		c.AnonymousID = p.text()
	case "previousId":
		c.PreviousID = p.text()
	case "groupId":
		c.GroupID = p.text()
	case "event":
		c.Event = p.text()
	case "name":
		c.Name = p.text()
	case "channel":
		c.Channel = p.text()
	case "timestamp":
		c.Timestamp = p.text()
	case "originalTimestamp":
		c.OriginalTime = p.text()
	case "sentAt":
		c.SentAt = p.text()
	case "properties":
		c.Properties = p.dictionary(c, "properties")
	case "traits":
		c.Traits = p.dictionary(c, "traits")
	case "context":
		c.Context = p.dictionary(c, "context")
	case "integrations":
		c.Integrations = p.dictionary(c, "integrations")
	default:
		p.skip()
	}
}

// dictionary reads a value that must be an object. null is none, and so is an
// empty array: PHP writes an empty dictionary that way.
func (p *parser) dictionary(c *Call, field string) json.RawMessage {
	raw := p.raw()
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil
	case raw[0] == '{':
		return raw
	case raw[0] == '[' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0:
		return nil
	}
	c.fault(ReasonShape, field+" is not an object")
	return nil
}

func (c *Call) fault(r Reason, detail string) {
	if c.Fault == "" {
		c.Fault, c.Detail = r, detail
	}
}

// batch hands down to every call what the batch says for all of them.
func (d *decoder) batch() (Batch, error) {
	if !d.many {
		if d.kind != "" {
			d.top.Type = d.kind
		} else if d.top.Type == "" {
			return Batch{}, cham.Errorf(cham.CodeInvalid, "capture.Decode", `the body has neither "batch" nor "type"`)
		}
		d.top.Size = len(d.top.Raw)
		return Batch{WriteKey: d.key, Calls: []Call{d.top}}, nil
	}
	if d.top.Fault != "" {
		return Batch{}, cham.Errorf(cham.CodeInvalid, "capture.Decode", "%s", d.top.Detail)
	}
	spread := 0
	for i := range d.calls {
		spread += d.calls[i].inherit(&d.top, i, spread)
		if d.calls[i].Type == "" {
			d.calls[i].Type = d.kind
		}
	}
	return Batch{WriteKey: d.key, Calls: d.calls, Dropped: d.extra}, nil
}

// inherit fills c, the n-th call of a batch, from the batch and returns its
// size. Calls that are too large are marked and inherit nothing.
func (c *Call) inherit(batch *Call, n, spread int) int {
	c.Size = len(c.Raw) + len(batch.Context) + len(batch.Integrations)
	if c.Size > MaxCall || spread+c.Size > maxSpread {
		c.fault(ReasonSize, "over "+strconv.Itoa(MaxCall>>10)+" KB")
	}
	if c.Fault != "" {
		return 0
	}
	c.Context = merge(batch.Context, c.Context, 2)
	c.Integrations = merge(batch.Integrations, c.Integrations, 2)
	if c.SentAt == "" {
		c.SentAt = batch.SentAt
	}
	if c.MessageID == "" && batch.MessageID != "" {
		// Still the same when the sender tries again.
		c.MessageID = batch.MessageID + "-" + strconv.Itoa(n)
	}
	return c.Size
}
