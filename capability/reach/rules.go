package reach

import (
	"fmt"
	"slices"
	"time"

	"cham"
)

// The rules, as reasons name them.
const (
	RuleRefused         = "refused"
	RuleUnfollowed      = "unfollowed" // they do not want to be recognised on the website
	RuleTwice           = "twice"
	RuleReached         = "reached" // what the message is to bring about
	RuleRefusers        = "refusers"
	RuleDoNotCall       = "doNotCall"
	RuleUnasked         = "unasked"
	RuleNoAddress       = "noAddress"
	RuleBounced         = "bounced"
	RuleOwner           = "owner" // the address is somebody's who refused
	RuleComplained      = "complained"
	RuleLabel           = "label"
	RuleZaloWindow      = "zaloWindow"
	RuleZaloYear        = "zaloYear"
	RuleMessengerWindow = "messengerWindow"
	RuleMessengerHuman  = "messengerHuman"
	RuleLawHours        = "lawHours"
	RuleZaloHours       = "zaloHours"
	RuleOwnHours        = "ownHours"
	RuleHoliday         = "holiday"
	RuleLawCap          = "lawCap"
	RuleZaloDay         = "zaloDay"
	RuleZaloMonth       = "zaloMonth"
	RuleDay             = "day"
	RuleWeek            = "week"
	RuleBefore          = "before"
	RuleUnknown         = "unknown" // nobody is known under the number
)

// GateRule is a rule of the gate, for who wants to know where it comes from.
type GateRule struct {
	Name   string `json:"name"`
	Of     string `json:"of" enum:"law,platform,business"`
	Source string `json:"source,omitempty" doc:"the article or the page of the platform"`
}

// Rules lists them in the order they are asked.
var Rules = []GateRule{
	{RuleUnknown, "business", ""},
	{RuleRefused, "law", "Law 91/2025/QH15 art. 28; Decree 91/2020/NĐ-CP art. 13"},
	{RuleUnfollowed, "law", "Law 91/2025/QH15 art. 9; Decree 356/2025/NĐ-CP"},
	{RuleTwice, "business", ""},
	{RuleReached, "business", ""},
	{RuleRefusers, "law", "Decree 91/2020/NĐ-CP art. 13"},
	{RuleDoNotCall, "law", "Decree 91/2020/NĐ-CP art. 13"},
	{RuleUnasked, "law", "Law 91/2025/QH15 art. 9, 28"},
	{RuleNoAddress, "business", ""},
	{RuleBounced, "platform", "RFC 3463 5.x.x"},
	{RuleComplained, "law", "Law 91/2025/QH15 art. 28; RFC 5965"},
	{RuleOwner, "law", "Law 91/2025/QH15 art. 28"},
	{RuleLabel, "law", "Decree 91/2020/NĐ-CP, label [QC]"},
	{RuleZaloWindow, "platform", "Zalo OA: consultation, −230"},
	{RuleZaloYear, "platform", "Zalo OA: transaction"},
	{RuleMessengerWindow, "platform", "Messenger Platform policy, 24 hours"},
	{RuleMessengerHuman, "platform", "Messenger Platform policy, HUMAN_AGENT"},
	{RuleLawHours, "law", "Decree 91/2020/NĐ-CP art. 13"},
	{RuleZaloHours, "platform", "Zalo OA: promotion −234, ZNS −133"},
	{RuleOwnHours, "business", ""},
	{RuleHoliday, "business", ""},
	{RuleLawCap, "law", "Decree 91/2020/NĐ-CP art. 13"},
	{RuleZaloDay, "platform", "Zalo OA: promotion −1472"},
	{RuleZaloMonth, "platform", "Zalo OA: promotion"},
	{RuleDay, "business", ""},
	{RuleWeek, "business", ""},
	{RuleBefore, "business", ""},
}

// Gate decides by the settings of a business.
type Gate struct {
	Settings GateSettings
	Own      OwnWay
	Zone     *time.Location
	// Holiday names a public holiday, "" on other days; the day is midnight UTC.
	Holiday func(day time.Time) string
}

// GateSettings are what a business chooses, within law and platform.
type GateSettings struct {
	// Hours are when it sends at all, but for what the customer waits for.
	Hours     map[Way]SendingHours `json:"hours" doc:"when anything but transactions is sent, by way; a way without is sent at any time"`
	PerDay    int                  `json:"perDay" minimum:"1" maximum:"20" doc:"messages a person gets in 24 hours, transactions aside"`
	PerWeek   int                  `json:"perWeek" minimum:"1" maximum:"50" doc:"and in seven days"`
	ZaloMonth int                  `json:"zaloMonth" minimum:"1" maximum:"30" doc:"Zalo promotions a person gets in 30 days"`
	Holidays  bool                 `json:"holidays" doc:"public holidays are left alone"`
}

// Defaults are the settings of a business that chose none.
func Defaults() GateSettings {
	awake := SendingHours{From: 8 * 60, To: 21 * 60}
	return GateSettings{PerDay: 1, PerWeek: 3, ZaloMonth: 4, Holidays: true,
		Hours: map[Way]SendingHours{SMS: awake, ZNS: awake, Zalo: awake, Messenger: awake, Own: awake, Call: {From: 8 * 60, To: 20 * 60}}}
}

// Valid says what is wrong with settings.
func (s *GateSettings) Valid() error {
	wrong := func(field string) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "reach.Settings", Field: field, Key: "error.reach." + field}
	}
	for w, h := range s.Hours {
		if !slices.Contains(Ways, w) || h.From < 0 || h.To > 24*60 || h.From >= h.To {
			return wrong("hours")
		}
	}
	switch {
	case s.PerDay < 1 || s.PerDay > 20:
		return wrong("perDay")
	case s.PerWeek < s.PerDay || s.PerWeek > 50:
		return wrong("perWeek")
	case s.ZaloMonth < 1 || s.ZaloMonth > 30:
		return wrong("zaloMonth")
	}
	return nil
}

// SendingHours are the minutes of a day in which is sent, To excluded.
type SendingHours struct {
	From int `json:"from" minimum:"0" maximum:"1439" doc:"minutes since midnight"`
	To   int `json:"to" minimum:"1" maximum:"1440" doc:"minutes since midnight, excluded"`
}

// hoursRule is hours with the rule that says so.
type hoursRule struct {
	SendingHours
	rule string
}

// Next is the first instant from t on that lies within, by the clocks of a zone.
func (h SendingHours) Next(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	y, m, d := local.Date()
	switch minute := h.minute(t, zone); {
	case minute < h.From:
		return h.first(t, time.Date(y, m, d, 0, h.From, 0, 0, zone), zone)
	case minute >= h.To:
		return h.first(t, time.Date(y, m, d+1, 0, h.From, 0, 0, zone), zone)
	}
	return t
}

func (h SendingHours) minute(t time.Time, zone *time.Location) int {
	local := t.In(zone)
	return local.Hour()*60 + local.Minute()
}

// first is the first minute from at on, later than t, that lies within: where clocks are put forward the wanted one
// may not be there.
func (h SendingHours) first(t, at time.Time, zone *time.Location) time.Time {
	for range 48 * 60 {
		if minute := h.minute(at, zone); at.After(t) && minute >= h.From && minute < h.To {
			break
		}
		at = at.Add(time.Minute)
	}
	return at
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// lawHours are those of advertising, Decree 91/2020 article 13; zaloHours those of Zalo.
var (
	lawHours  = map[Way]SendingHours{SMS: {7 * 60, 22 * 60}, Call: {8 * 60, 17 * 60}}
	zaloHours = map[Way]SendingHours{Zalo: {6 * 60, 22 * 60}, ZNS: {6 * 60, 22 * 60}}
)

func (g *Gate) hoursOf(c Class, w Way) (all []hoursRule) {
	if c == Transaction {
		return nil
	}
	like := g.Own.like(w)
	if h, ok := lawHours[like]; ok && c == Marketing {
		all = append(all, hoursRule{h, RuleLawHours})
	}
	if h, ok := zaloHours[like]; ok && c == Marketing {
		all = append(all, hoursRule{h, RuleZaloHours})
	}
	if h, ok := g.Settings.Hours[w]; ok {
		all = append(all, hoursRule{h, RuleOwnHours})
	}
	return all
}

// lawCaps are how many advertisements an address gets in 24 hours, Decree 91/2020 article 13.
var lawCaps = map[Way]int{SMS: 3, Email: 3, Call: 1}

func (g *Gate) capsOf(w Way) (all []limit) {
	like := g.Own.like(w)
	offers := func(c Contact) bool { return c.Class == Marketing && g.Own.like(c.Way) == like }
	if most, ok := lawCaps[like]; ok {
		all = append(all, limit{RuleLawCap, most, day, true, offers})
	}
	if w == Zalo {
		all = append(all, limit{RuleZaloDay, 1, day, true, offers}, limit{RuleZaloMonth, g.Settings.ZaloMonth, 30 * day, true, offers})
	}
	return all
}
