package capture

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"cham"
	"cham/table"
)

// Reason says why a call was refused. locale/ has a sentence for each under
// "refusal.<reason>". They stand in Refused.Reason.
type Reason string

// The reasons.
const (
	ReasonShape       Reason = "shape"        // not an object, or a part of it of the wrong kind, or an unknown type
	ReasonSize        Reason = "size"         // over 32 KB
	ReasonTooMany     Reason = "too_many"     // after the 2,500th of its batch
	ReasonNoEvent     Reason = "no_event"     // a track call without an event name
	ReasonLongName    Reason = "long_name"    // an event name over 200 characters
	ReasonMessageID   Reason = "message_id"   // over 100 characters
	ReasonNoID        Reason = "no_id"        // says nothing about whose it is
	ReasonPlaceholder Reason = "placeholder"  // says only things like "null" or 0000000000 about whose it is
	ReasonPhone       Reason = "phone"        // says only a telephone number that cannot be one
	ReasonTime        Reason = "time"         // a time that cannot be read
	ReasonAncient     Reason = "ancient"      // before 1990
	ReasonFuture      Reason = "future"       // in a file: more than an hour ahead
	ReasonNoConsent   Reason = "no_consent"   // the source requires consent and none is stated
	ReasonDenied      Reason = "denied"       // the customer said no
	ReasonDoNotTrack  Reason = "do_not_track" // the browser says no, and the customer did not say yes
	ReasonErased      Reason = "erased"       // happened before the customer was erased
	ReasonBot         Reason = "bot"          // a known robot
	ReasonMoney       Reason = "money"        // an amount nobody pays in one touch, or no number
	ReasonFlood       Reason = "flood"        // more errors of a website's pages than are kept
	// Of rows of a table:
	ReasonNumber   Reason = "number"   // a cell that should be a number is none
	ReasonStatus   Reason = "status"   // a status of an order that is not known to mean anything
	ReasonTotal    Reason = "total"    // a line of totals
	ReasonQuote    Reason = "quote"    // a quote is never closed
	ReasonCells    Reason = "cells"    // more cells than columns
	ReasonEncoding Reason = "encoding" // not UTF-8
	ReasonFormula  Reason = "formula"  // a formula whose value the file does not have
	ReasonBody     Reason = "body"     // a whole request that could not be read: too large, damaged, no JSON
	// Found when the touch reaches history:
	ReasonDiffers Reason = "duplicate_differs" // the message id of an earlier call of the source that said something else
	ReasonAside   Reason = "set_aside"         // history cannot hold it; it is kept in a file
)

// Reasons lists every reason.
var Reasons = [...]Reason{ReasonShape, ReasonSize, ReasonTooMany, ReasonNoEvent, ReasonLongName, ReasonMessageID,
	ReasonNoID, ReasonPlaceholder, ReasonTime, ReasonAncient, ReasonFuture, ReasonNoConsent, ReasonDenied,
	ReasonDoNotTrack, ReasonErased, ReasonBot, ReasonFlood, ReasonMoney, ReasonPhone, ReasonNumber, ReasonStatus, ReasonTotal, ReasonQuote,
	ReasonCells, ReasonEncoding, ReasonFormula, ReasonBody, ReasonDiffers, ReasonAside}

// withoutConsent are the reasons after which only the refusal is counted and
// nothing of the call is kept.
var withoutConsent = []Reason{ReasonNoConsent, ReasonDenied, ReasonDoNotTrack, ReasonErased}

// Unkept reports whether nothing of the call may be kept.
func (r Refused) Unkept() bool { return slices.Contains(withoutConsent, Reason(r.Reason)) }

// MaxSample bounds how much of a refused call is kept, in bytes.
const MaxSample = 2 << 10

// refused describes the call for people. It shares no memory with the request,
// which may be large and must not be held by what is kept of it.
func (in *incoming) refused(r Reason) Refused {
	c := in.call
	name := c.Event
	if name == "" {
		name = c.Name
	}
	out := Refused{Workspace: in.source.Workspace, Source: in.source.ID, At: in.meta.ReceivedAt, Reason: string(r),
		Detail: strings.Clone(storable(in.detail)), Type: cham.CallType(strings.Clone(storable(truncate(string(c.Type), maxMessageID)))),
		Line: c.Line, Name: strings.Clone(clean(name, maxName)),
	}
	if !slices.Contains(withoutConsent, r) {
		out.MessageID = strings.Clone(storable(truncate(c.MessageID, maxMessageID)))
		most := MaxSample
		if c.Line > 0 {
			most = table.MaxRow // given back whole, to be mended
		}
		out.Sample = storable(string(truncate(c.Raw, most)))
	}
	return out
}

// sampled cuts what is kept of calls for a look: the rows of files are there whole.
func sampled(refused []Refused) []Refused {
	refused = slices.Clone(refused)
	for i := range refused {
		refused[i].Sample = truncate(refused[i].Sample, MaxSample)
	}
	return refused
}

// dropped stands for all the calls of a batch over MaxEvents.
func dropped(src cham.Source, b Batch, m Meta) Refused {
	return Refused{Workspace: src.Workspace, Source: src.ID, At: m.ReceivedAt.UTC(), Reason: string(ReasonTooMany),
		Detail: strconv.Itoa(b.Dropped) + " calls after the first " + strconv.Itoa(MaxEvents), Calls: b.Dropped}
}

// Refuse notes that the whole body of a request could not be taken: counted as
// one call, for nobody knows how many were in it, and shown with its beginning.
func (a *Accepter) Refuse(ctx context.Context, src cham.Source, r Reason, detail string, body []byte, m Meta) {
	refused := []Refused{{Workspace: src.Workspace, Source: src.ID, At: m.ReceivedAt.UTC().Truncate(time.Millisecond), Reason: string(r),
		Detail: storable(detail), Sample: storable(string(truncate(body, MaxSample)))}}
	a.count(0, refused)
	if a.Refusals != nil {
		a.Refusals.Keep(ctx, refused)
	}
}

// storable returns s as text every database takes.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// truncate returns at most n bytes of s, never half a character.
func truncate[T ~string | ~[]byte](s T, n int) T {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Counters count calls since the program started; in = accepted + refused +
// busy, where refused are those that were not accepted before, as calls of
// ReasonDiffers and ReasonAside were. Whoever knows how far the log has been
// read splits accepted into stored and queued.
type Counters struct {
	accepted, busy atomic.Int64
	refused        [len(Reasons)]atomic.Int64
}

// Counts is a snapshot of Counters.
type Counts struct {
	// Accepted calls are in the log. Busy ones were turned away because the
	// log could not take them, and will come again.
	Accepted, Busy int64
	// Refused has every reason, also those at 0.
	Refused map[Reason]int64
}

// count takes in what became of a batch.
func (c *Counters) count(accepted int, refused []Refused) {
	c.accepted.Add(int64(accepted))
	for i := range refused {
		c.refused[slices.Index(Reasons[:], Reason(refused[i].Reason))].Add(int64(refused[i].Count()))
	}
}

// Counts returns the figures now.
func (c *Counters) Counts() Counts {
	out := Counts{Accepted: c.accepted.Load(), Busy: c.busy.Load(), Refused: make(map[Reason]int64, len(Reasons))}
	for i, r := range Reasons {
		out.Refused[r] = c.refused[i].Load()
	}
	return out
}
