package app_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
	"cham/chamtest/messengerserver"
	"cham/chamtest/ownserver"
	"cham/chamtest/smsserver"
	"cham/chamtest/zaloserver"
)

// ways is a business that sends by Zalo, SMS and e-mail, through servers of this test.
type ways struct {
	mailing
	sms  *smsserver.Server
	zalo *zaloserver.Server
	page *messengerserver.Server
}

func waysOf(t *testing.T, with ...kit.Option) ways {
	w := ways{zalo: zaloserver.New(t), page: messengerserver.New(t)}
	w.sms = smsserver.New(t, time.Now)
	services := map[string]string{"zalo": w.zalo.URL, "speedsms": w.sms.URL, "esms": w.sms.URL, "messenger": w.page.URL}
	w.mailing = mailingOf(t, append(with, kit.Fetching("127.0.0.0/8"), kit.Services(services))...)
	w.account(reach.SMS, map[string]any{"provider": "speedsms", "brandname": smsserver.Brandname}, map[string]string{"token": smsserver.Token})
	access, refresh, _ := w.zalo.Tokens()
	oa := map[string]any{"appId": zaloserver.AppID, "oaId": zaloserver.OAID}
	w.account(reach.Zalo, oa, map[string]string{"appSecret": zaloserver.AppSecret, "oaSecret": zaloserver.OASecret, "accessToken": access,
		"refreshToken": refresh})
	w.account(reach.ZNS, oa, map[string]string{"appSecret": zaloserver.AppSecret, "oaSecret": zaloserver.OASecret})
	w.account(reach.Messenger, map[string]any{"pageId": messengerserver.PageID}, map[string]string{"pageToken": messengerserver.PageToken,
		"appSecret": messengerserver.AppSecret, "verifyToken": messengerserver.VerifyToken})
	return w
}

func (w ways) account(way reach.Way, settings map[string]any, secrets map[string]string) {
	w.t.Helper()
	body, err := json.Marshal(settings)
	if err == nil {
		a := outbox.Account{Workspace: kit.Workspace, Way: way, Settings: body, PerMinute: 6000}
		err = w.Outbox.SetAccount(w.t.Context(), a, secrets, "u")
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// A campaign by Zalo's template, SMS and e-mail: each person gets it once, by the first way that
// reaches them; who has no Zalo is told by SMS, and what arrived is known from the receipts.
func TestSeveralWays(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			w := waysOf(t, options...)
			person := func(user string, fields ...kit.Field) {
				w.Identify(user, w.Now().Add(-time.Hour), append(fields, kit.Trait("shop", "yes"), kit.Trait("name", "Lê "+user),
					kit.Trait("consent", map[string]any{"care": "yes", "tracking": "yes"}))...)
			}
			person("zalo", kit.Trait("phone", "0903118274"))
			person("sms", kit.Trait("phone", "0903118275"))
			person("no", kit.Trait("phone", "0903118276"), kit.Trait("email", "no@mocan.vn"))
			person("mail", kit.Trait("email", "mail@mocan.vn"))
			w.settle()
			w.zalo.Say("84903118275", -118, "Zalo account not existed")
			w.zalo.Say("84903118276", -139, "User refuses to receive this type of ZNS")
			d := draft(w.everybody())
			d.Ways = []reach.Way{reach.ZNS, reach.SMS, reach.Email}
			d.Texts = map[reach.Way]letter.Note{reach.ZNS: {Template: "2001", Params: map[string]string{"ten": "{{ name }}"}},
				reach.SMS: {Text: "Cảm ơn {{ name }}"}}
			c := w.start(d)
			c = w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
			w.each(c)
			w.receipts(c)
		})
	}
}

func (w ways) each(c campaign.Shown) {
	w.t.Helper()
	var got []string
	for _, m := range w.zalo.Messages() {
		got = append(got, "zns "+m.To+" "+m.Data["ten"])
	}
	for _, m := range w.sms.Messages() {
		got = append(got, "sms "+m.To+" "+m.Text)
	}
	for _, m := range w.server.Messages() {
		got = append(got, "email "+m.To)
	}
	slices.Sort(got)
	want := "[email mail@mocan.vn sms +84903118275 Cam on Le sms zns 84903118274 Lê zalo]"
	if fmt.Sprint(got) != want || c.Counts[outbox.Sent] != 3 || c.Counts[outbox.Failed] != 1 {
		w.t.Errorf("%v\nwant %s\n%v", got, want, c.Counts)
	}
	for _, r := range w.Ways("no") {
		if r.Way == reach.ZNS && r.Verdict != reach.Never {
			w.t.Error("who refuses on Zalo is written to there", r)
		}
	}
}

// Ways says what may be told a customer.
func (w ways) Ways(user string) []reach.Judged {
	w.t.Helper()
	all, err := w.Reach.Ways(w.t.Context(), kit.Workspace, w.Customer(user).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, of := range all {
		if of.Class == reach.Care {
			return of.Ways
		}
	}
	return nil
}

func (w ways) receipts(c campaign.Shown) {
	t := w.t
	tell := func(way reach.Way, d outbox.Delivery) error {
		_, err := w.Returned(t.Context(), kit.Workspace, way, d)
		return err
	}
	for _, event := range w.zalo.Receipts(w.Now()) {
		if err := tell(reach.Zalo, outbox.Delivery{Header: zaloserver.Sign(event, zaloserver.OASecret), Body: event}); err != nil {
			t.Fatal(err)
		}
		if tell(reach.Zalo, outbox.Delivery{Header: http.Header{}, Body: event}) == nil {
			t.Error("what nobody signed is believed")
		}
	}
	for _, m := range w.sms.Messages() {
		for _, d := range w.sms.Reports(m.Ref) {
			if err := tell(reach.SMS, d); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.wait(c.ID, func(c campaign.Shown) bool { w.Jump(3 * time.Second); return c.Results.Delivered == 2 })
}

// Of two versions and a holdout each person has one, by lot; what they buy is compared.
func TestTrial(t *testing.T) {
	m := mailingOf(t)
	shop := kit.Trait("shop", "yes")
	for i := range 240 {
		m.Identify(fmt.Sprint("u", i), m.Now().Add(-time.Hour), shop, kit.Trait("name", "Lê"), kit.Trait("email", fmt.Sprintf("u%d@mocan.vn", i)),
			kit.Trait("consent", map[string]any{"care": "yes"}))
	}
	m.settle()
	d := draft(m.everybody())
	d.Holdout, d.B = 50, &campaign.Version{Letter: d.Letter}
	d.B.Letter.Subject = "Bản hai, {{ name }}"
	c := m.start(d)
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	second, got := 0, map[string]bool{}
	for _, mail := range m.server.Messages() {
		got[mail.To] = true
		if subject := mail.Header.Get("Subject"); len(subject) > 0 && subject[0] == '=' && decoded(subject) == "Bản hai, Lê" {
			second++
		}
	}
	held := c.Counts[outbox.Held]
	if held < 90 || held > 150 || len(got)+held != 240 || second < len(got)/4 || second > 3*len(got)/4 {
		t.Fatalf("%d held back, %d got it, %d of them the second version", held, len(got), second)
	}
	for i := range 240 {
		user := fmt.Sprint("u", i)
		if got[user+"@mocan.vn"] && i%2 == 0 || i%20 == 0 {
			m.Touch(user, "Order Completed", m.Now(), kit.Prop("revenue", 100_000), kit.Prop("currency", "VND"))
		}
	}
	m.Touch("u1", "Order Completed", m.Now().Add(-time.Hour), kit.Prop("revenue", 900_000), kit.Prop("currency", "VND")) // before
	m.Drain()
	m.Jump(2 * time.Minute)
	for _, l := range m.get(c.ID).Trial.Lifts {
		if l.Verdict != "unknown" {
			t.Error("said before the days are over", l)
		}
	}
	m.Jump(8 * 24 * time.Hour)
	trial := m.get(c.ID).Trial
	people, buyers := 0, 0
	for _, g := range trial.Groups {
		people, buyers = people+g.People, buyers+g.Buyers
		if g.Value != 100_000*float64(g.Buyers) {
			t.Errorf("%+v", g)
		}
	}
	if people != 240 || len(trial.Groups) != 3 || len(trial.Lifts) != 3 {
		t.Fatalf("%+v", trial)
	}
	for _, l := range trial.Lifts {
		if against := l.Against == campaign.GroupHoldout; against != (l.Verdict == "helps") || l.TooFew || against && l.Extra.Mid <= 0 {
			t.Errorf("%+v", l)
		}
	}
}

func decoded(subject string) string {
	s, err := new(mime.WordDecoder).DecodeHeader(subject)
	if err != nil {
		return err.Error()
	}
	return s
}

// Who is mostly there in the evening gets it then, all others at everybody's hour.
func TestBestHour(t *testing.T) {
	m := mailingOf(t)
	m.many(3, "u")
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	today := m.Now().In(zone)
	for day := range 20 {
		at := time.Date(today.Year(), today.Month(), today.Day()-2-day, 20, 5, 0, 0, zone)
		m.Touch("u0", "Product Viewed", at)
		if day%2 == 0 {
			m.Touch("u1", "Product Viewed", at.Add(-11*time.Hour))
		}
	}
	m.Drain()
	d := draft(m.everybody())
	d.BestHour = true
	c := m.start(d)
	hours := map[int]int{}
	until(t, "the list", func() (map[int]int, bool) {
		items, err := m.Store.Outbox().Items(t.Context(), kit.Workspace, c.ID, "", "", "", 9)
		if err != nil {
			t.Fatal(err)
		}
		clear(hours)
		for _, it := range items {
			hours[it.DueAt.In(zone).Hour()]++
		}
		return hours, len(items) == 3
	})
	if hours[20] != 2 || hours[9] != 1 {
		t.Error(hours)
	}
}

// Who follows the official account no more gets it the next way, at once, and again by Zalo once they
// are back; a way whose account is removed while a campaign runs is none any more.
func TestElsewhere(t *testing.T) {
	w := waysOf(t)
	for _, user := range []string{"left", "late"} {
		w.Identify(user, w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", "Lê"), kit.Trait("email", user+"@mocan.vn"),
			kit.Trait("zaloId", "88"+user[2:]+"123456"), kit.Trait("consent", map[string]any{"care": "yes"}))
		w.Touch(user, "Message Received", w.Now().Add(-time.Minute), kit.Set("channel", "zalo"))
	}
	w.settle()
	id := func(user string) string {
		for _, k := range w.Customer(user).Keys {
			if k.Key.Kind == cham.KeyZalo {
				return k.Key.Value
			}
		}
		t.Fatal("no key on Zalo")
		return ""
	}
	for range 20 {
		w.zalo.Say(id("left"), -213, "not a follower")
	}
	d := draft(w.everybody())
	d.Ways, d.Texts = []reach.Way{reach.Zalo, reach.Email}, map[reach.Way]letter.Note{reach.Zalo: {Text: "Chào {{ name }}"}}
	c := w.start(d)
	c = w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if got := w.server.Messages(); len(got) != 1 || got[0].To != "left@mocan.vn" || c.Counts[outbox.Sent] != 2 {
		t.Errorf("%v %v", got, c.Counts)
	}
	bad := func() map[string]string {
		t.Helper()
		got, err := w.Store.Reach().Bad(t.Context(), kit.Workspace, []string{reach.BadBy(reach.Zalo, w.Reach.Hash(cham.Key{Kind: cham.KeyZalo,
			Value: id("left")}))})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if len(bad()) != 1 {
		t.Fatal("it is not remembered")
	}
	event := zaloserver.FromUser("user_send_text", id("left"), w.Now(), map[string]any{"msg_id": "m1", "text": "chào shop"})
	told := outbox.Delivery{Header: zaloserver.Sign(event, zaloserver.OASecret), Body: event}
	_, err := w.Returned(t.Context(), kit.Workspace, reach.Zalo, told)
	if err != nil || len(bad()) != 0 {
		t.Error("who wrote is there", err)
	}
}

func TestRemovedWay(t *testing.T) {
	w := waysOf(t)
	w.Identify("an", w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", "Lê An"), kit.Trait("phone", "0903118274"),
		kit.Trait("email", "an@mocan.vn"), kit.Trait("consent", map[string]any{"care": "yes"}))
	w.settle()
	d := draft(w.everybody())
	d.Ways, d.StartAt = []reach.Way{reach.ZNS, reach.Email}, w.Now().Add(time.Hour)
	d.Texts = map[reach.Way]letter.Note{reach.ZNS: {Template: "2001", Params: map[string]string{"ten": "{{ name }}"}}}
	c := w.start(d)
	if err := w.Store.Outbox().DeleteAccount(t.Context(), kit.Workspace, reach.ZNS); err != nil {
		t.Fatal(err)
	}
	w.Jump(2 * time.Hour)
	w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if len(w.server.Messages()) != 1 || len(w.zalo.Messages()) != 0 {
		t.Error(w.server.Messages(), w.zalo.Messages())
	}
}

// By Messenger a text goes to who has just written to the page, and nobody else; a template about an order to all of
// them. What was delivered and read is told by time, of many at once, in any order and twice.
func TestMessenger(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			w := waysOf(t, options...)
			for i, user := range []string{"wrote", "tapped", "silent"} {
				w.Identify(user, w.Now().Add(-48*time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", "Lê "+user),
					kit.Trait("psid", fmt.Sprint("770000", i)), kit.Trait("consent", map[string]any{"care": "yes", "tracking": "yes"}))
			}
			w.settle()
			w.told(messengerserver.FromUser("7700000", w.Now().Add(-time.Minute),
				map[string]any{"message": map[string]any{"mid": "m", "text": "chào"}}),
				messengerserver.FromUser("7700001", w.Now().Add(-time.Minute), map[string]any{"postback": map[string]any{"title": "Giá"}}),
				messengerserver.FromUser("7700002", w.Now().Add(-time.Minute), map[string]any{"read": map[string]any{"watermark": 1}}))
			w.Drain()
			d := draft(w.everybody())
			d.Ways, d.Texts = []reach.Way{reach.Messenger}, map[reach.Way]letter.Note{reach.Messenger: {Text: "Chào {{ name }}"}}
			c := w.start(d)
			c = w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
			got := w.page.Messages()
			if len(got) != 1 || got[0].To != "7700000" || got[0].Kind != "RESPONSE" || got[0].Text != "Chào Lê wrote" || c.Counts[outbox.Held] != 2 {
				t.Fatalf("%+v %v", got, c.Counts)
			}
			d.Class, d.Name = reach.Transaction, "Đơn hàng"
			d.Texts[reach.Messenger] = letter.Note{Template: "don_hang", Params: map[string]string{"1": "{{ name }}"}}
			order := w.start(d)
			order = w.wait(order.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
			if got := w.page.Messages(); len(got) != 4 || got[3].Kind != "UTILITY" || order.Counts[outbox.Sent] != 3 {
				t.Fatalf("%+v %v", got, order.Counts)
			}
			w.Jump(time.Minute)
			for range 2 {
				w.tellPage(w.page.Receipts(w.Now()))
			}
			w.wait(order.ID, func(c campaign.Shown) bool {
				w.Jump(10 * time.Second)
				return c.Results.Delivered == 3 && c.Results.Opened == 3
			})
		})
	}
}

// told is what Meta posts of the page.
func (w ways) told(events ...map[string]any) { w.tellPage(messengerserver.Delivery(events...)) }

func (w ways) tellPage(body []byte) {
	w.t.Helper()
	d := outbox.Delivery{Header: messengerserver.Sign(body, messengerserver.AppSecret), Body: body}
	if _, err := w.Returned(w.t.Context(), kit.Workspace, reach.Messenger, d); err != nil {
		w.t.Fatal(err)
	}
	d.Header = messengerserver.Sign(body, "of-another")
	if _, err := w.Returned(w.t.Context(), kit.Workspace, reach.Messenger, d); cham.ErrorCode(err) != cham.CodeForbidden {
		w.t.Error("what nobody signed is believed", err)
	}
}

// What the business's own system stands for says which consent it needs and whose rules hold; it finds customers by
// what it asked for, and what it tells of messages is believed by its signature alone.
func TestOwnSystem(t *testing.T) {
	system := ownserver.New(t)
	w := ways{mailing: mailingOf(t, kit.Services(map[string]string{"own": system.URL}))}
	w.account(reach.Own, map[string]any{"url": "https://x.vn/in", "stands": "sms", "kind": "user"}, map[string]string{"key": ownserver.Key})
	for user, agreed := range map[string]any{"an": "yes", "binh": map[string]any{"sms": "no", "email": "yes"}, "chi": "yes"} {
		w.Identify(user, w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", "Lê "+user),
			kit.Trait("consent", map[string]any{"care": agreed, "tracking": "yes"}))
	}
	w.settle()
	d := draft(w.everybody())
	d.Ways, d.Texts = []reach.Way{reach.Own}, map[reach.Way]letter.Note{reach.Own: {Text: "Chào {{ name }}"}}
	c := w.start(d)
	c = w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	got := system.Messages()
	slices.SortFunc(got, func(a, b ownserver.Message) int { return strings.Compare(a.To, b.To) })
	if len(got) != 2 || got[0].To != "an" || got[0].Kind != "user" || got[0].Channel != "sms" || got[1].Text != "Chào Lê chi" {
		t.Fatalf("%+v %v", got, c.Counts)
	}
	w.Jump(time.Minute)
	tell := func(told []byte, key string) error {
		_, err := w.Returned(t.Context(), kit.Workspace, reach.Own, outbox.Delivery{Header: ownserver.Sign(told, w.Now(), key), Body: told})
		return err
	}
	replied := ownserver.Told(map[string]any{"kind": "replied", "id": "r1", "from": "an", "text": "Cảm ơn", "at": w.Now()})
	for _, told := range [][]byte{system.Receipts(w.Now()), system.Receipts(w.Now()), replied} {
		if err := tell(told, ownserver.Key); err != nil {
			t.Fatal(err)
		}
		if err := tell(told, "whsec_b3RoZXI="); cham.ErrorCode(err) != cham.CodeForbidden {
			t.Error("what another signed is believed", err)
		}
	}
	w.wait(c.ID, func(c campaign.Shown) bool {
		w.Jump(10 * time.Second)
		return c.Results.Delivered == 2 && c.Results.Opened == 2
	})
}
