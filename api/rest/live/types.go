package live

import (
	"time"

	"cham"
)

// LiveTick says once a second how busy it is.
type LiveTick struct {
	PerMinute int            `json:"perMinute" doc:"touches of the last 60 seconds that happened within a day before, without imports"`
	Touches   int            `json:"touches" doc:"touches of all time"`
	Backlog   int            `json:"backlog" doc:"accepted touches not yet visible in numbers"`
	Live      map[string]int `json:"live" doc:"touchpoint id → customers in the last five minutes, of the map in the request"`
}

// LiveMap says that somebody saved a map.
type LiveMap struct {
	ID      cham.MapID `json:"id"`
	Version int        `json:"version"`
	By      string     `json:"by,omitempty" doc:"name of who saved it"`
}

// LiveTouch is one call as it comes in, taken or refused.
type LiveTouch struct {
	At        time.Time     `json:"at"`
	Source    cham.SourceID `json:"source"`
	Accepted  bool          `json:"accepted"`
	Reason    string        `json:"reason,omitempty"`
	Detail    string        `json:"detail,omitempty" mask:"hide"`
	Type      cham.CallType `json:"type,omitempty"`
	Name      string        `json:"name,omitempty"`
	Channel   cham.Channel  `json:"channel,omitempty"`
	MessageID string        `json:"messageId,omitempty"`
}
