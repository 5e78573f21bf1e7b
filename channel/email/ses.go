package email

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"cham/capability/outbox"
)

// sesEvent is an event or a notification of SES: "Contents of event data", "Notification contents".
type sesEvent struct {
	EventType, NotificationType string
	Mail                        struct {
		Tags          map[string][]string
		CommonHeaders struct{ MessageID string }
		Headers       []sesHeader
	}
	Bounce struct {
		BounceType        string
		BounceSubType     string
		Timestamp         time.Time
		BouncedRecipients sesRecipients
	}
	Complaint struct {
		Timestamp             time.Time
		ComplaintFeedbackType string
	}
	Delivery struct {
		Timestamp    time.Time
		SMTPResponse string
	}
	DeliveryDelay struct {
		Timestamp         time.Time
		DelayedRecipients sesRecipients
	}
	Reject struct{ Reason string }
	Open   struct {
		Timestamp time.Time
		UserAgent string
	}
	Click struct {
		Timestamp       time.Time
		UserAgent, Link string
	}
}

type sesHeader struct{ Name, Value string }

type sesRecipients []struct{ Status, DiagnosticCode string }

// said is what was said of the first of them, for a message has one.
func (r sesRecipients) said() (status, said string) {
	if len(r) == 0 {
		return "", ""
	}
	return r[0].Status, diagnosed.ReplaceAllString(r[0].DiagnosticCode, "")
}

// sesHappened reads an event of SES. What it says to people, such as that a topic works, is none.
func sesHappened(text string) []happened {
	var e sesEvent
	if json.Unmarshal([]byte(text), &e) != nil {
		return nil
	}
	h := happened{}
	switch cmp.Or(e.EventType, e.NotificationType) {
	case "Delivery":
		h.Kind, h.At, h.Words = outbox.Delivered, e.Delivery.Timestamp, e.Delivery.SMTPResponse
	case "DeliveryDelay":
		status, said := e.DeliveryDelay.DelayedRecipients.said()
		h.Kind, h.At, h.Problem, h.Words = outbox.Delaying, e.DeliveryDelay.Timestamp, Busy, shown(status, said)
	case "Bounce":
		h.Return = e.bounce()
	case "Reject":
		h.Kind, h.Problem, h.Words = outbox.Bounced, BadWords, e.Reject.Reason
	case "Complaint":
		if e.Complaint.ComplaintFeedbackType != "not-spam" {
			h.Kind, h.At, h.Words = outbox.Complained, e.Complaint.Timestamp, e.Complaint.ComplaintFeedbackType
		}
	case "Open":
		h.Kind, h.At, h.userAgent = outbox.Opened, e.Open.Timestamp, e.Open.UserAgent
	case "Click":
		h.Kind, h.At, h.userAgent, h.URL = outbox.Clicked, e.Click.Timestamp, e.Click.UserAgent, e.Click.Link
	}
	h.Message = e.id()
	return []happened{h}
}

// bounce is what a bounce means. Transient ones are tried again, or were an answer of somebody who is away.
func (e *sesEvent) bounce() (r outbox.Return) {
	status, said := e.Bounce.BouncedRecipients.said()
	r = bounced(status, said)
	switch {
	case e.Bounce.BounceType == "Transient":
		r = outbox.Return{Kind: outbox.Delaying, Problem: Busy, Words: shown(status, said)}
	case e.Bounce.BounceSubType == "NoEmail":
		r.Problem, r.NoSuchAddress = BadAddress, true
	}
	r.At = e.Bounce.Timestamp
	return r
}

// id is the message's: our tag comes with events, its headers with notifications. SES puts a Message-ID of its own in
// the place of ours, and tells ours among the headers.
func (e *sesEvent) id() string {
	if tags := e.Mail.Tags[tagName]; len(tags) > 0 && ids.MatchString(tags[0]) {
		return tags[0]
	}
	i := slices.IndexFunc(e.Mail.Headers, func(h sesHeader) bool { return strings.EqualFold(h.Name, "Message-ID") })
	if i >= 0 {
		return idOf(e.Mail.Headers[i].Value)
	}
	return idOf(e.Mail.CommonHeaders.MessageID)
}
