package rest

import (
	"time"

	"cham"
	"cham/measure"
)

// Period is the part of a question that says when.
type Period struct {
	From time.Time `query:"from" doc:"RFC 3339, inclusive; absent is open"`
	To   time.Time `query:"to" doc:"RFC 3339, exclusive; absent is open"`
}

// ComparePeriod is the period compared to.
type ComparePeriod struct {
	CompareFrom time.Time `query:"compareFrom" doc:"RFC 3339; compare only when both are set"`
	CompareTo   time.Time `query:"compareTo"`
}

func (c ComparePeriod) set() bool { return !c.CompareFrom.IsZero() && !c.CompareTo.IsZero() }

func (c ComparePeriod) period() Period { return Period{c.CompareFrom, c.CompareTo} }

// Segment is the part of a question that says who.
type Segment struct {
	Channel cham.Channel `query:"channel" doc:"channel of the customer's first touch ever"`
	Source  string       `query:"source" doc:"campaign source of the customer's first touch ever"`
	Status  string       `query:"status" doc:"new or returning" enum:"new,returning"`
	Saved   string       `query:"segment" doc:"id of a saved segment, or several with commas: in all of them"`
}

func (s Segment) segment() measure.Segment {
	return measure.Segment{Channel: s.Channel, Source: s.Source, Status: s.Status, Saved: s.Saved}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	TokenPath struct {
		Token string `path:"token"`
	}
	UserPath struct {
		ID cham.UserID `path:"id"`
	}
	MapPath struct {
		ID cham.MapID `path:"id"`
	}
	TouchpointPath struct {
		ID         cham.MapID `path:"id"`
		Touchpoint string     `path:"touchpoint"`
	}
	KeyPath struct {
		ID string `path:"id"`
	}
	CustomerPath struct {
		ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it, so old links keep working"`
	}
	SegmentPath struct {
		ID string `path:"id"`
	}
	ViewPath struct {
		ID string `path:"id"`
	}
	NumberPath struct {
		ID int64 `path:"id"`
	}
	SourcePath struct {
		ID cham.SourceID `path:"id"`
	}
	ImportPath struct {
		ID string `path:"id"`
	}
)

// in is an input that is only a JSON body.
type in[T any] struct{ Body T }

type (
	roleIn struct {
		UserPath
		Body RoleChange
	}
	saveMapIn struct {
		MapPath
		Body cham.JourneyMap
	}
	overlayIn struct {
		MapPath
		Period
		ComparePeriod
		Segment
	}
	touchpointIn struct {
		TouchpointPath
		Period
		Segment
	}
	matchIn struct {
		MapPath
		Body MatchRule
	}
	homeIn struct {
		Period
		ComparePeriod
		Segment
		Map cham.MapID `query:"map" doc:"default: the map changed last"`
	}
	searchIn struct {
		Q string `query:"q" maxLength:"200" doc:"words of a name, phone, e-mail or other key; diacritics do not matter"`
		Period
		Segment
		After string `query:"after"`
		Limit int    `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
	}
	segmentIn struct {
		SegmentPath
		Body NewName
	}
	segmentCustomersIn struct {
		SegmentPath
		After string `query:"after"`
		Limit int    `query:"limit" minimum:"0" maximum:"500" doc:"default 50"`
	}
	viewsIn struct {
		Page string `query:"page" doc:"only those of this page"`
	}
	viewIn struct {
		ViewPath
		Body ViewChange
	}
	profileIn struct {
		CustomerPath
		Map cham.MapID `query:"map" doc:"whose stages are told; default: the map changed last"`
	}
	timelineIn struct {
		CustomerPath
		Before    time.Time    `query:"before" doc:"only touches before this instant"`
		BeforeSeq int64        `query:"beforeSeq" doc:"and, at this instant, before this seq"`
		Channel   cham.Channel `query:"channel"`
		Limit     int          `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
		Map       cham.MapID   `query:"map" doc:"names the touchpoints; default: the map changed last"`
	}
	splitIn struct {
		CustomerPath
		Body SplitKeys
	}
	mergeIn struct {
		CustomerPath
		Body MergeWith
	}
	decideIn struct {
		NumberPath
		Body Decision
	}
	sourceIn struct {
		SourcePath
		Body SourceChange
	}
	debuggerIn struct {
		SourcePath
		After time.Time `query:"after" doc:"only what was received after this instant"`
	}
	previewIn struct {
		ImportPath
		Body ImportStart
	}
	rejectsIn struct {
		ImportPath
		After  int    `query:"after" minimum:"0" doc:"only lines after this one"`
		Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"default 100; a CSV file has them all"`
		Format string `query:"format" enum:"json,csv"`
	}
	liveIn struct {
		visitor
		Map cham.MapID `query:"map" doc:"whose touchpoints' live customers are told"`
	}
)
