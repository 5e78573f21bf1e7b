package email

import (
	"slices"
	"time"

	"cham/capability/outbox"
)

// What Postmark calls bounces (Bounce API, "Bounce types"): those it gave up, and those it tries again.
var (
	postmarkHard = []string{"HardBounce", "BadEmailAddress", "SpamNotification", "VirusNotification", "ManuallyDeactivated", "Blocked",
		"SMTPApiError", "DMARCPolicy", "InboundError", "Undeliverable"}
	postmarkSoft = []string{"SoftBounce", "Transient", "DnsError"}
)

type postmarkCall struct {
	RecordType, Type, Details, Description, UserAgent string
	OriginalLink, Origin, SuppressionReason           string
	SuppressSending                                   bool
	DeliveredAt, BouncedAt, ReceivedAt, ChangedAt     time.Time
	Metadata                                          struct{ Cham string }
}

// postmark reads an event of Postmark's, which signs nothing.
func postmark(body []byte) ([]happened, error) {
	var c postmarkCall
	if err := unmarshal(body, &c); err != nil {
		return nil, err
	}
	h := happened{userAgent: c.UserAgent}
	switch c.RecordType {
	case "Delivery":
		h.Kind, h.Words, h.At = outbox.Delivered, c.Details, c.DeliveredAt
	case "Bounce":
		h.Return = c.bounce()
		h.At = c.BouncedAt
	case "SpamComplaint":
		h.Kind, h.At = outbox.Complained, c.BouncedAt
	case "Open":
		h.Kind, h.At = outbox.Opened, c.ReceivedAt
	case "Click":
		h.Kind, h.At, h.URL = outbox.Clicked, c.ReceivedAt, c.OriginalLink
	case "SubscriptionChange":
		if c.SuppressSending && c.SuppressionReason == "ManualSuppression" && c.Origin == "Recipient" {
			h.Kind, h.At = outbox.Unsubscribed, c.ChangedAt
		}
	}
	if ids.MatchString(c.Metadata.Cham) {
		h.Message = c.Metadata.Cham
	}
	return []happened{h}, nil
}

// bounce is what a bounce of a type means. Answers that programs give are none.
func (c *postmarkCall) bounce() (r outbox.Return) {
	said := c.Details
	if said == "" {
		said = c.Description
	}
	said = diagnosed.ReplaceAllString(said, "")
	switch {
	case slices.Contains(postmarkHard, c.Type):
		r = bounced("", said)
		if c.Type == "BadEmailAddress" {
			r.Problem, r.NoSuchAddress = BadAddress, true
		}
	case slices.Contains(postmarkSoft, c.Type):
		r.Kind, r.Problem, r.Words = outbox.Delaying, Busy, said
	case c.Type == "SpamComplaint":
		r.Kind = outbox.Complained
	case c.Type == "Unsubscribe":
		r.Kind = outbox.Unsubscribed
	}
	return r
}
