package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/erasure"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
)

var shortLink = regexp.MustCompile(`https://cham\.example\.vn(/s/([0-9A-Za-z]+))`)

// Links in SMS are short, lead where the text said, keep their UTM, and are counted by who agreed to be followed;
// the way to stop is short, too, and who is erased leaves none behind.
func TestShortLinks(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) { waysOf(t, options...).shortLinks() })
	}
}

func (w ways) shortLinks() {
	t, agreed := w.t, map[string]any{"marketing": "yes", "tracking": "yes"}
	w.Identify("an", w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("phone", "0903118271"), kit.Trait("consent", agreed))
	w.Identify("binh", w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("phone", "0903118272"),
		kit.Trait("consent", map[string]any{"marketing": "yes"}))
	w.settle()
	const to = "https://mocan.vn/qua?utm_source=sms&utm_campaign=t12"
	d := draft(w.everybody())
	d.Class, d.Ways = reach.Marketing, []reach.Way{reach.SMS}
	d.Texts = map[reach.Way]letter.Note{reach.SMS: {Text: "Quà ở " + to + "."}}
	c := w.start(d)
	c = w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	sent := w.sms.Messages()
	if len(sent) != 2 {
		t.Fatalf("%+v %+v", sent, c)
	}
	for _, m := range sent {
		found := shortLink.FindAllStringSubmatch(m.Text, -1)
		if len(found) != 2 || len(found[0][1]) > 25 || strings.Contains(m.Text, "mocan.vn/qua") || !strings.Contains(m.Text, found[0][0]+".") {
			t.Fatalf("%q: %v", m.Text, found)
		}
		page, err := w.Outbox.Leads(t.Context(), found[1][2])
		if err != nil || page.Counted || !strings.HasPrefix(page.What, "https://cham.example.vn/p/") {
			t.Errorf("%+v %v", page, err)
		}
		leads, err := w.Outbox.Leads(t.Context(), found[0][2])
		if err != nil || leads.What != to || !leads.Counted || leads.Personal || (leads.Item != "") != (m.To == "+84903118271") {
			t.Errorf("%s: %+v %v", m.To, leads, err)
		}
		if left := leads.Until.Sub(w.Now()); left > outbox.ShortFor || left < outbox.ShortFor-time.Hour {
			t.Error(left)
		}
	}
	w.erasedLeavesNone(sent[0].Text + sent[1].Text)
}

// An address written with what is known of its receiver is theirs, also where it is in the query and nobody is followed: who
// is erased leaves none behind, and the link of another with the same address leads on.
func TestShortLinksWithPersonalData(t *testing.T) {
	w := waysOf(t)
	for user, number := range map[string]string{"an": "0903118271", "binh": "0903118272"} {
		w.Identify(user, w.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("phone", number), kit.Trait("name", "Lê Hoa"),
			kit.Trait("consent", map[string]any{"marketing": "yes"}))
	}
	w.settle()
	d := draft(w.everybody())
	d.Class, d.Ways = reach.Marketing, []reach.Way{reach.SMS}
	d.Texts = map[reach.Way]letter.Note{reach.SMS: {Text: "Quà ở https://mocan.vn/qua?ten={{ first_name }}"}}
	c := w.start(d)
	w.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	code := map[string]string{}
	for _, m := range w.sms.Messages() {
		code[m.To] = shortLink.FindStringSubmatch(m.Text)[2]
		leads, err := w.Outbox.Leads(t.Context(), code[m.To])
		if err != nil || leads.What != "https://mocan.vn/qua?ten=Hoa" || leads.Owner == "" || leads.Item != "" || leads.Personal {
			t.Errorf("%s: %+v %v", m.To, leads, err)
		}
	}
	hers, his := code["+84903118271"], code["+84903118272"]
	if hers == his {
		t.Fatalf("two people share %q", hers)
	}
	if _, err := w.Eraser.Start(t.Context(), kit.Workspace, w.Customer("an").ID, erasure.Whole, "", "u"); err != nil {
		t.Fatal(err)
	}
	until(t, "her link is gone", func() (cham.Code, bool) {
		_, err := w.Outbox.Leads(t.Context(), hers)
		return cham.ErrorCode(err), cham.ErrorCode(err) == cham.CodeNotFound
	})
	if _, err := w.Outbox.Leads(t.Context(), his); err != nil {
		t.Error(err)
	}
}

// erasedLeavesNone holds that of the two, erasing one takes the links that are hers alone.
func (w ways) erasedLeavesNone(texts string) {
	leads := func() (n int) {
		codes := map[string]bool{}
		for _, m := range shortLink.FindAllStringSubmatch(texts, -1) {
			codes[m[2]] = true
		}
		for code := range codes {
			if _, err := w.Outbox.Leads(w.t.Context(), code); err == nil {
				n++
			} else if cham.ErrorCode(err) != cham.CodeNotFound {
				w.t.Error(err)
			}
		}
		return n
	}
	if n := leads(); n != 4 { // a page each, hers that is followed, everybody's
		w.t.Errorf("%d links lead on", n)
	}
	if _, err := w.Eraser.Start(w.t.Context(), kit.Workspace, w.Customer("an").ID, erasure.Whole, "", "u"); err != nil {
		w.t.Fatal(err)
	}
	until(w.t, "her links are gone", func() (int, bool) { n := leads(); return n, n == 2 })
}
