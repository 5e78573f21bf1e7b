package rest

import (
	"time"

	"cham"
	"cham/measure"
)

// period is the part of a question that says when.
type period struct {
	From time.Time `query:"from" doc:"RFC 3339, inclusive; absent is open"`
	To   time.Time `query:"to" doc:"RFC 3339, exclusive; absent is open"`
}

// comparePeriod is the period compared to.
type comparePeriod struct {
	CompareFrom time.Time `query:"compareFrom" doc:"RFC 3339; compare only when both are set"`
	CompareTo   time.Time `query:"compareTo"`
}

func (c comparePeriod) set() bool { return !c.CompareFrom.IsZero() && !c.CompareTo.IsZero() }

// segment is the part of a question that says who.
type segment struct {
	Channel cham.Channel `query:"channel" doc:"channel of the customer's first touch ever"`
	Source  string       `query:"source" doc:"campaign source of the customer's first touch ever"`
	Status  string       `query:"status" doc:"new or returning" enum:"new,returning"`
}

func (s segment) segment() measure.Segment {
	return measure.Segment{Channel: s.Channel, Source: s.Source, Status: s.Status}
}

type (
	tokenPath struct {
		Token string `path:"token"`
	}
	userPath struct {
		ID cham.UserID `path:"id"`
	}
	mapPath struct {
		ID cham.MapID `path:"id"`
	}
	touchpointPath struct {
		ID         cham.MapID `path:"id"`
		Touchpoint string     `path:"touchpoint"`
	}
	keyPath struct {
		ID string `path:"id"`
	}
	customerPath struct {
		ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it, so old links keep working"`
	}
	numberPath struct {
		ID int64 `path:"id"`
	}
	sourcePath struct {
		ID cham.SourceID `path:"id"`
	}
	importPath struct {
		ID string `path:"id"`
	}
)

// in is an input that is only a JSON body.
type in[T any] struct{ Body T }

type (
	roleIn struct {
		userPath
		Body RoleChange
	}
	acceptIn struct {
		tokenPath
		Body AcceptInvitation
	}
	saveMapIn struct {
		mapPath
		Body cham.JourneyMap
	}
	overlayIn struct {
		mapPath
		period
		comparePeriod
		segment
	}
	touchpointIn struct {
		touchpointPath
		period
		segment
	}
	matchIn struct {
		mapPath
		Body MatchRule
	}
	homeIn struct {
		period
		comparePeriod
		Map cham.MapID `query:"map" doc:"default: the map changed last"`
	}
	searchIn struct {
		Q string `query:"q" maxLength:"200" doc:"words of a name, phone, e-mail or other key; diacritics do not matter"`
		period
		segment
		After string `query:"after"`
		Limit int    `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
	}
	profileIn struct {
		customerPath
		Map cham.MapID `query:"map" doc:"whose stages are told; default: the map changed last"`
	}
	timelineIn struct {
		customerPath
		Before    time.Time    `query:"before" doc:"only touches before this instant"`
		BeforeSeq int64        `query:"beforeSeq" doc:"and, at this instant, before this seq"`
		Channel   cham.Channel `query:"channel"`
		Limit     int          `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
		Map       cham.MapID   `query:"map" doc:"names the touchpoints; default: the map changed last"`
	}
	splitIn struct {
		customerPath
		Body SplitKeys
	}
	mergeIn struct {
		customerPath
		Body MergeWith
	}
	decideIn struct {
		numberPath
		Body Decision
	}
	sourceIn struct {
		sourcePath
		Body SourceChange
	}
	debuggerIn struct {
		sourcePath
		After time.Time `query:"after" doc:"only what was received after this instant"`
	}
	previewIn struct {
		importPath
		Body ImportStart
	}
	rejectsIn struct {
		importPath
		After  int    `query:"after" minimum:"0" doc:"only lines after this one"`
		Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"default 100; a CSV file has them all"`
		Format string `query:"format" enum:"json,csv"`
	}
	liveIn struct {
		Map cham.MapID `query:"map" doc:"whose touchpoints' live customers are told"`
	}
)
