package measure

import (
	"math/rand/v2"
	"testing"

	"cham"
	"cham/measure/stat"
)

// TestSpend: costs go to the group that takes what they name, also to one that
// brought nobody, and each group's return is its own.
func TestSpend(t *testing.T) {
	a := LeadsAnswer{Rows: []LeadRow{{Lead: "facebook-ads", Customers: 40, Revenue: 900}, {Lead: "store", Customers: 9, Revenue: 50}},
		All: LeadRow{Customers: 49, Revenue: 950}}
	a.Spend(cham.DefaultLeadGroups(), []cham.Cost{{Source: "facebook", Medium: "cpc", Amount: 200},
		{Source: "fb", Medium: "paid", Amount: 100},
		{Source: "tiktok", Medium: "cpc", Amount: 30}, {Amount: 7}})
	want := map[string][2]float64{"facebook-ads": {300, 3}, "store": {0, 0}, "tiktok-ads": {30, 0}, cham.LeadOther: {7, 0}}
	for _, r := range a.Rows {
		if w := want[r.Lead]; r.Cost != w[0] || r.Return != w[1] {
			t.Errorf("%+v, want %v", r, w)
		}
		delete(want, r.Lead)
	}
	if len(want) > 0 || a.All.Cost != 337 || !a.Costed || a.Rows[0].Lead != "facebook-ads" {
		t.Errorf("left %v of %+v", want, a)
	}
	none := LeadsAnswer{}
	if none.Spend(nil, nil); none.Costed {
		t.Error("nothing was spent")
	}
}

// TestSpendWithoutMedium: what is paid to an ad system without saying how is for its ads, not for what
// comes unpaid; what is paid elsewhere stays there.
func TestSpendWithoutMedium(t *testing.T) {
	of := cham.DefaultLeadGroups().Grouper()
	for want, costs := range map[string][]cham.Cost{
		"facebook-ads": {{Source: "facebook"}, {Channel: "facebook"}, {Source: "fb", Campaign: "tet"}, {Channel: "messenger"}},
		"google-ads":   {{Source: "google"}, {Channel: "google"}}, "zalo-ads": {{Channel: "zalo"}}, "tiktok-ads": {{Source: "tiktok"}},
		"store": {{Channel: "store"}}, "shopee": {{Channel: "shopee"}}, "email": {{Channel: "email", Source: "mailchimp"}},
		"referral": {{Source: "ctv-lan"}}, "print": {{Channel: "print"}}, "other-ads": {{Source: "webtretho.com"}},
		"facebook": {{Source: "facebook", Medium: "social"}}, cham.LeadOther: {{}, {Campaign: "tet"}, {Channel: "radio"}},
	} {
		for _, c := range costs {
			if got := leadOfCost(of, c); got != want {
				t.Errorf("%+v is of %s, want %s", c, got, want)
			}
		}
	}
}

// TestCompareLeads: a group that moved surely is told, one that may have by chance or
// is too small is not, nor one that is new.
func TestCompareLeads(t *testing.T) {
	row := func(id string, k, n int) LeadRow { return LeadRow{Lead: id, Customers: n, Buyers: stat.NewRate(k, n)} }
	now := LeadsAnswer{Rows: []LeadRow{row("a", 160, 400), row("b", 60, 400), row("c", 20, 25), row("new", 10, 50)}, All: row("", 250, 875)}
	before := LeadsAnswer{Rows: []LeadRow{row("a", 80, 400), row("b", 58, 400), row("c", 2, 25)}, All: row("", 140, 825)}
	compareLeads(&now, &before)
	for i, sure := range []bool{true, false, false, false} {
		if r := now.Rows[i]; r.Before == nil || r.Before.Sure != sure {
			t.Errorf("%s: %+v", r.Lead, r.Before)
		}
	}
	if b := now.Rows[0].Before; b.Customers != 400 || b.Low <= 0 || b.High >= 0.3 || now.Rows[3].Before.Customers != 0 ||
		now.All.Before.Customers != 825 {
		t.Errorf("%+v", b)
	}
}

// TestJudge: a source that is better is found beside the others, and a marketplace, where
// whoever comes has bought, makes no other source bad.
func TestJudge(t *testing.T) {
	row := func(id string, k, n, atOnce int) LeadRow {
		return LeadRow{Lead: id, Customers: n, AtOnce: atOnce, Buyers: stat.NewRate(k, n)}
	}
	a := LeadsAnswer{Rows: []LeadRow{row("shopee", 900, 900, 900), row("a", 120, 400, 3),
		row("b", 60, 400, 0), row("c", 66, 400, 0), row("d", 9, 29, 0)}}
	a.Judge(30)
	for i, want := range []struct{ compared, sure bool }{{false, false}, {true, true}, {true, true}, {true, true}, {true, false}} {
		if r := a.Rows[i]; (r.Against != nil) != want.compared || want.compared && r.Against.Sure != want.sure {
			t.Errorf("%s: %+v", r.Lead, r.Against)
		}
	}
	if a.Fair.K != 255 || a.Fair.N != 1229 {
		t.Errorf("%+v", a.Fair)
	}
	if g := a.Rows[1].Against; g.Others.K != 135 || g.Others.N != 829 || g.Low <= 0 {
		t.Errorf("%+v", g)
	}
	alike := LeadsAnswer{Rows: []LeadRow{row("shopee", 900, 900, 900), row("a", 64, 400, 0), row("b", 60, 400, 0), row("c", 66, 400, 0)}}
	alike.Judge(30)
	for _, r := range alike.Rows[1:] {
		if r.Against.Sure {
			t.Errorf("%s is drawn as %+v", r.Lead, r.Against)
		}
	}
	walkIn, online := &stat.Waiting{Days: 30}, &stat.Waiting{Days: 30}
	for i := range 400 {
		walkIn.Event(0, 40)
		online.Past(i%40-35, 1) // five in forty, in the first days
	}
	till := LeadsAnswer{Rows: []LeadRow{{Lead: "store", Customers: 400, Buyers: walkIn.Share(30)},
		{Lead: "a", Customers: 400, Buyers: online.Share(30)}}}
	if till.Judge(30); till.Rows[0].Comparable || till.Rows[0].FirstDay != 1 || !till.Rows[1].Comparable || till.Fair.N != 400 {
		t.Errorf("whom nobody saw before they bought: %+v", till.Rows)
	}
	lone := LeadsAnswer{Rows: []LeadRow{row("a", 120, 400, 0)}}
	if lone.Judge(30); lone.Rows[0].Against != nil {
		t.Error("beside nobody")
	}
}

// TestJudgeAtOneAge: a source of the last days stands beside what the others' customers had
// done after as many days.
func TestJudgeAtOneAge(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	a := LeadsAnswer{Rows: []LeadRow{cameBy(random, "old", 2000, 90, 0.2), cameBy(random, "new", 300, 5, 0.2)}}
	a.Judge(30)
	g := a.Rows[1].Against
	if age := a.Rows[1].Buyers.Age; age >= 6 || g.Own.Age != age || g.Others.Age != age || g.Sure || g.Others.Value > 0.15 ||
		a.Rows[0].Against.Own.Age != age || a.Rows[0].Buyers.Age != 30 || a.Fair.Age != 30 {
		t.Errorf("%+v", g)
	}
}
