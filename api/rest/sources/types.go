package sources

import (
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
)

// SourceInfo is a place that touches come from, with its health.
type SourceInfo struct {
	ID             cham.SourceID  `json:"id"`
	Name           string         `json:"name"`
	Kind           string         `json:"kind" enum:"website,server,file,demo"`
	WriteKey       string         `json:"writeKey,omitempty" doc:"for managers; a server's whole key only in the answer that made it, later … and its end"`
	Enabled        bool           `json:"enabled"`
	RequireConsent bool           `json:"requireConsent"`
	CreatedAt      time.Time      `json:"createdAt"`
	Volumes        []int          `json:"volumes" doc:"accepted touches of each of the last 24 hours, oldest first; the last is the running hour"`
	LastAt         time.Time      `json:"lastAt,omitzero" doc:"when the last touch came in, to the hour when older than the newest hundred"`
	Accepted24h    int            `json:"accepted24h"`
	Refused24h     int            `json:"refused24h"`
	Refusals       map[string]int `json:"refusals" doc:"reason → refused in the last 24 hours"`
	Health         string         `json:"health" enum:"ok,some,quiet,refusing,off" doc:"off: switched off; refusing: over a tenth of the last 24 hours was refused; quiet: nothing came in for 24 hours; some: calls were refused that their sender can mend; ok"`
}

// NewSource makes a source.
type NewSource struct {
	Name           string `json:"name" minLength:"1" maxLength:"200"`
	Kind           string `json:"kind" enum:"website,server,file"`
	RequireConsent bool   `json:"requireConsent,omitempty"`
}

// SourceChange changes what is set; absent fields stay.
type SourceChange struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Enabled        *bool   `json:"enabled,omitempty"`
	RequireConsent *bool   `json:"requireConsent,omitempty"`
}

// DebuggerPage is what came in lately, newest first: the latest taken and the
// latest refused, neither of which crowds out the other.
type DebuggerPage struct {
	Events []DebuggerEvent `json:"events"`
}

// DebuggerEvent is one call, taken or refused.
type DebuggerEvent struct {
	At        time.Time       `json:"at" doc:"when it was received"`
	Accepted  bool            `json:"accepted"`
	Reason    string          `json:"reason,omitempty" doc:"why it was refused"`
	Detail    string          `json:"detail,omitempty" mask:"hide" doc:"what exactly, in English; absent for viewers"`
	Type      cham.CallType   `json:"type,omitempty"`
	Name      string          `json:"name,omitempty"`
	MessageID string          `json:"messageId,omitempty"`
	Channel   cham.Channel    `json:"channel,omitempty"`
	Keys      []route.KeyRef  `json:"keys,omitempty"`
	Sample    json.RawMessage `json:"sample,omitempty" mask:"hide" doc:"the call's properties, traits and page; of a refused call the call itself as text, cut at 2 KB; absent for viewers"`
}

// Snippet is what goes into a website.
type Snippet struct {
	HTML string `json:"html"`
}
