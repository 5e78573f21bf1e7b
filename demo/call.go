package demo

import (
	"strconv"

	"cham"
)

// object writes JSON by hand: all its words come from the tables of this
// package and need no escaping, and half a million calls go out in seconds.
type object []byte

func (o *object) key(k string) {
	if last := (*o)[len(*o)-1]; last != '{' && last != '[' {
		*o = append(*o, ',')
	}
	*o = append(*o, '"')
	*o = append(*o, k...)
	*o = append(*o, '"', ':')
}

// text writes a member, unless the value is empty.
func (o *object) text(k, v string) {
	if v == "" {
		return
	}
	o.key(k)
	*o = append(*o, '"')
	*o = append(*o, v...)
	*o = append(*o, '"')
}

// number writes a member, unless the value is 0.
func (o *object) number(k string, v int) {
	if v == 0 {
		return
	}
	o.key(k)
	*o = strconv.AppendInt(*o, int64(v), 10)
}

func (o *object) open(k string) { o.key(k); *o = append(*o, '{') }

func (o *object) close() { *o = append(*o, '}') }

// call writes the touch as a call of the Segment HTTP API. Identifiers go
// where such calls carry them: userId and anonymousId on top, telephone and
// e-mail in the traits, ids of other platforms in context.externalIds.
func (t *touch) call(messageID string) []byte {
	a, p := acts[t.act], t.person
	o := append(make(object, 0, 1024), '{')
	o.text("type", string(a.call))
	o.text("messageId", messageID)
	o.key("timestamp")
	o = append(o, '"')
	o = t.at.time().AppendFormat(o, "2006-01-02T15:04:05.000Z07:00")
	o = append(o, '"')
	if t.keys&keyAnonymous != 0 {
		o.text("anonymousId", p.anon[t.device])
	}
	if t.keys&keyUser != 0 {
		o.text("userId", p.userID)
	}
	switch a.call {
	case cham.CallPage:
		o.text("name", pages[t.page].title)
	case cham.CallTrack:
		o.text("event", a.event)
	case cham.CallIdentify:
		o.open("traits")
		t.traits(&o)
		o.text("name", p.name)
		p.consent(&o)
		o.close()
	}
	t.context(&o)
	if a.call != cham.CallIdentify {
		t.properties(&o)
	}
	o.close()
	return o
}

// consent is what somebody agreed to when they gave their name: most to all, some
// to care alone or to offers by SMS alone, and a fifth was never asked.
func (p *person) consent(o *object) {
	const yes, no = "yes", "no"
	said := p.i % 20
	if said >= 16 {
		return
	}
	o.open("consent")
	o.text("care", yes)
	switch {
	case said < 10:
		o.text("tracking", yes)
	case said < 12:
		o.text("tracking", no)
	}
	switch {
	case said < 11:
		o.text("marketing", yes)
	case said < 14:
		o.text("marketing", no)
	default:
		o.open("marketing")
		o.text("sms", yes)
		o.text("email", no)
		o.close()
	}
	o.close()
}

func (t *touch) traits(o *object) {
	if t.keys&keyPhone != 0 {
		o.text("phone", t.person.phoneAs(int(t.n)))
	}
	if t.keys&keyEmail != 0 {
		o.text("email", t.person.email)
	}
}

func (t *touch) context(o *object) {
	a, p := acts[t.act], t.person
	o.open("context")
	o.text("channel", string(a.channel))
	o.text("branch", branches[t.branch])
	if a.call != cham.CallIdentify && t.keys&(keyPhone|keyEmail) != 0 {
		o.open("traits")
		t.traits(o)
		o.close()
	}
	t.externalIDs(o)
	if c := campaigns[t.campaign]; c.name != "" {
		o.open("campaign")
		o.text("source", c.source)
		o.text("medium", c.medium)
		o.text("name", c.name)
		o.close()
	}
	if t.device != noDevice {
		o.text("userAgent", p.agents[t.device])
		o.open("device")
		o.text("type", [...]string{"", "mobile", "desktop"}[t.device])
		o.close()
	}
	t.pageContext(o)
	o.close()
}

// externalIDs in the form the Segment specification gives them.
func (t *touch) externalIDs(o *object) {
	if t.keys&(keyZalo|keyPSID|keyShopee|keyMember) == 0 {
		return
	}
	o.key("externalIds")
	*o = append(*o, '[')
	t.externalID(o, keyZalo, cham.KeyZalo, t.person.zalo)
	t.externalID(o, keyPSID, cham.KeyFacebook, t.person.psid)
	t.externalID(o, keyShopee, cham.KeyShopee, t.person.shopee)
	t.externalID(o, keyMember, cham.KeyMember, t.person.member)
	*o = append(*o, ']')
}

func (t *touch) externalID(o *object, k keys, kind cham.KeyKind, id string) {
	if t.keys&k == 0 {
		return
	}
	if (*o)[len(*o)-1] == '}' {
		*o = append(*o, ',')
	}
	*o = append(*o, '{')
	o.text("id", id)
	o.text("type", string(kind))
	o.text("collection", "users")
	o.text("encoding", "none")
	o.close()
}

// pageContext is the page of the website the touch happened on.
func (t *touch) pageContext(o *object) {
	if acts[t.act].channel != "website" {
		return
	}
	path, title := pages[t.page].path, pages[t.page].title
	if t.page == noPage && t.item != 0 {
		path, title = items[t.item].path(), items[t.item].name
	}
	if path == "" {
		return
	}
	url, search := site+path, ""
	if c := campaigns[t.campaign]; c.name != "" {
		search = "?utm_source=" + c.source + "&utm_medium=" + c.medium + "&utm_campaign=" + c.name
		if c.click != "" {
			search += "&" + c.click + "=" + t.person.anon[mobile]
		}
	}
	o.open("page")
	o.text("path", path)
	o.text("search", search)
	o.text("title", title)
	o.text("url", url+search)
	o.close()
}

func (t *touch) properties(o *object) {
	it := items[t.item]
	o.open("properties")
	o.number("duration", int(t.seconds))
	switch t.act {
	case paidOnline, paidAtCounter, shopeeOrdered:
		t.order(o, it)
	case checkoutStarted, paymentEntered:
		o.number("value", int(t.money))
		o.text("currency", "VND")
	case pointsEarned:
		o.number("points", int(t.money)/10_000)
	case surveyQRScanned:
		o.text("placement", "the-khao-sat")
	case surveyAnswered:
		o.text("survey", "csat-sau-buoi")
		o.number("score", int(t.score))
	case reviewWritten:
		o.number("rating", int(t.score))
	}
	if t.item != 0 {
		o.text("product_id", it.slug)
		o.text("name", it.name)
		o.number("price", it.price)
	}
	o.close()
}

func (t *touch) order(o *object, it item) {
	o.text("order_id", "DH"+strconv.Itoa(t.person.i)+"-"+strconv.FormatInt(int64(t.at/second), 36))
	o.number("revenue", int(t.money))
	o.number("total", int(t.money))
	o.text("currency", "VND")
	o.text("payment_method", map[act]string{paidOnline: "qr", paidAtCounter: "cash", shopeeOrdered: "shopee"}[t.act])
	o.key("products")
	*o = append(*o, '[', '{')
	o.text("product_id", it.slug)
	o.text("name", it.name)
	o.number("price", it.price)
	o.number("quantity", 1)
	*o = append(*o, '}', ']')
}
