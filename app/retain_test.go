package app_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/imports"
	"cham/capability/outgoing"
	"cham/capability/retention"
	"cham/capability/rights"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/measure"
	"cham/store/sqlstore"
	"cham/store/witness"
)

var retained = retention.KeepRules{Visitors: 6, Customers: 24, Calls: 30, Refused: 30, Files: 30, Audit: 12, Consents: 24}

// aged fills a business with what is old and what is not, of every kind.
func aged(k *kit.Kit) {
	k.T.Helper()
	d, err := k.Outgoing.New(cham.WithActor(k.T.Context(), cham.Actor{User: "an", Role: cham.RoleOwner}), outgoing.Destination{
		Workspace: kit.Workspace, Name: "CRM", URL: "https://crm.vn/in", Sight: cham.SightMasked})
	if err == nil {
		_, err = k.Outgoing.Pause(k.T.Context(), kit.Workspace, d.ID) // what is sent on waits
	}
	if err != nil {
		k.T.Fatal(err)
	}
	ago := func(months int) time.Time { return k.Now().AddDate(0, -months, -2) }
	for i := range 3 {
		k.Touch(fmt.Sprint("anon-old-", i), "Page Viewed", ago(7))
		k.Touch(fmt.Sprint("anon-new-", i), "Page Viewed", ago(1))
		k.Touch(fmt.Sprint("KH-NEW-", i), "Order Completed", ago(1), kit.Prop("revenue", 10))
		k.Touch(fmt.Sprint("KH-BACK-", i), "Order Completed", ago(30), kit.Prop("revenue", 10))
		k.Touch(fmt.Sprint("KH-BACK-", i), "Order Completed", ago(2), kit.Prop("revenue", 10))
	}
	for i := range 4 {
		who := fmt.Sprint("KH-OLD-", i)
		k.Identify(who, ago(31), kit.Set("anonymousId", "anon-of-"+who), kit.Trait("name", "Phạm Văn Lâu "+who),
			kit.Trait("phone", fmt.Sprint("090311827", i)))
		k.Touch("anon-of-"+who, "Page Viewed", ago(31))
		k.Touch(who, "Order Completed", ago(30), kit.Prop("revenue", 100), kit.Prop("order_id", who))
	}
	k.Drain()
	agreed, asked, refused := k.Customer("KH-OLD-0"), k.Customer("KH-OLD-1"), k.Customer("KH-OLD-2")
	say := func(p identity.Profile, at time.Time, state consent.State) {
		k.T.Helper()
		if err := k.Consents.Say(k.T.Context(), kit.Workspace, p.Keys[0].ID, "", []consent.Record{{Purpose: consent.Marketing, State: state,
			At: at, Collector: consent.ByStaff}}); err != nil {
			k.T.Fatal(err)
		}
	}
	say(agreed, ago(3), consent.Yes)
	say(refused, ago(29), consent.No)
	if _, err := k.Requests.Take(k.T.Context(), rights.Request{Workspace: kit.Workspace, Kind: rights.View, Customer: asked.ID}); err != nil {
		k.T.Fatal(err)
	}

	if err := k.Store.Imports().CreateImport(k.T.Context(), capture.Import{ID: "waits", Workspace: kit.Workspace, Source: k.Source.ID,
		FileName: "old.csv", Path: k.Path("uploads", "old.csv"), State: imports.Uploaded, CreatedAt: ago(3)}); err != nil {
		k.T.Fatal(err)
	}
	done := filepath.Join(k.Watcher.Of(kit.Workspace), "pos", "done")
	for _, dir := range []string{done, k.Path("uploads")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			k.T.Fatal(err)
		}
	}
	for _, path := range []string{k.Path("uploads", "old.csv"), filepath.Join(done, ago(3).Format("20060102-150405-")+"pos.csv"),
		filepath.Join(done, ago(3).Format("20060102-150405-")+"pos.csv.txt"), filepath.Join(done, k.Now().Format("20060102-150405-")+"new.csv")} {
		if err := os.WriteFile(path, []byte("a\n"), 0o600); err != nil {
			k.T.Fatal(err)
		}
	}
	for _, months := range []int{20, 14, 3, 18} { // of a clock that was set back
		log := audit.Log{Store: k.Store.Audit(), Now: func() time.Time { return ago(months) }}
		if err := log.Record(cham.WithWorkspace(k.T.Context(), kit.Workspace), audit.Event{Action: audit.SignedIn}); err != nil {
			k.T.Fatal(err)
		}
	}
}

// ran starts a run and waits for its end.
func ran(k *kit.Kit) retention.Removal {
	k.T.Helper()
	if err := k.Retention.SetRules(k.T.Context(), kit.Workspace, retained, "an"); err != nil {
		k.T.Fatal(err)
	}
	r, err := k.Retention.Start(k.T.Context(), kit.Workspace, "an")
	if err != nil {
		k.T.Fatal(err)
	}
	return endedRun(k, r.ID)
}

func endedRun(k *kit.Kit, id string) retention.Removal {
	k.T.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		runs, err := k.Retention.Store.Runs(k.T.Context(), kit.Workspace)
		if err != nil {
			k.T.Fatal(err)
		}
		for _, r := range runs {
			if r.ID == id && r.Error != "" {
				k.T.Fatal(r.Error)
			}
			if r.ID == id && r.State != retention.Running {
				return r
			}
		}
	}
	k.T.Fatal("it did not end")
	return retention.Removal{}
}

func bothStores(t *testing.T, f func(*testing.T, *kit.Kit)) {
	t.Run("sqlite", func(t *testing.T) { f(t, kit.New(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, kit.New(t, kit.OnPostgres(chamtest.Postgres(t)))) })
}

// TestRetention removes what is too old, whatever it is, and nothing else: what
// was counted before is what goes, the law's are kept, the newer numbers stay.
func TestRetention(t *testing.T) {
	bothStores(t, func(t *testing.T, k *kit.Kit) {
		aged(k)
		recently := func() string {
			a := k.Ask(measure.Query{Question: measure.Touches, From: k.Now().AddDate(0, -5, 0)})
			return fmt.Sprint(a.Customers, a.Volume)
		}
		before := recently()
		p, err := k.PreviewRetention(t.Context(), kit.Workspace, retained)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v", p)
		if p.Removed[retention.Visitors] != 3 || p.Removed[retention.Customers] != 2 || p.Removed[retention.Touches] != 3+2*3 ||
			p.Removed[retention.Files] != 2 || p.Removed[retention.Audit] != 2 || p.Kept["consent"] != 1 || p.Kept["request"] != 1 {
			t.Errorf("%+v %+v", p.Removed, p.Kept)
		}
		if len(p.Months) < 2 || p.Months[0].Touches == 0 || len(p.Examples) != 5 || p.Examples[0].Name == "" || !p.Examples[0].Known {
			t.Errorf("%+v", p)
		}
		if k.Customer("KH-OLD-3").Name == "" {
			t.Error("counting removed somebody")
		}
		r := ran(k)
		if r.State != retention.Done || fmt.Sprint(r.Report.Removed) != fmt.Sprint(p.Removed) ||
			fmt.Sprint(r.Report.Months) != fmt.Sprint(p.Months) {
			t.Errorf("counted %+v, removed %+v", p.Tally, r.Report)
		}
		gone(t, k)
		if after := recently(); after != before {
			t.Errorf("newer numbers changed: %s were %s", after, before)
		}
		whole := volume(k)
		if err := k.Workspaces.Reload(t.Context(), kit.Workspace); err != nil {
			t.Fatal(err)
		}
		if volume(k) != whole {
			t.Error("the index says something else than history")
		}
		if again := ran(k); again.People != 0 || again.Report.Removed[retention.Touches] != 0 {
			t.Errorf("a second time: %+v", again)
		}
	})
}

// gone holds that the old ones are, down to the bytes, and the others are not.
func gone(t *testing.T, k *kit.Kit) {
	t.Helper()
	for who, there := range map[string]bool{"KH-OLD-0": true, "KH-OLD-1": true, "KH-OLD-2": false, "KH-OLD-3": false, "KH-NEW-0": true,
		"KH-BACK-0": true} {
		nodes, err := k.Store.Graph().NodesByKey(t.Context(), kit.Workspace, []cham.Key{{Kind: cham.KeyUser, Value: who}})
		if err != nil || (len(nodes) == 1) != there {
			t.Errorf("%s: %v %v", who, nodes, err)
		}
	}
	if found := lookFor(t, k.Data, []string{"KH-OLD-2", "KH-OLD-3", "0903118272", "0903118273"}); found != nil {
		t.Error("still said:", found)
	}
	if left, _ := os.ReadDir(filepath.Join(k.Watcher.Of(kit.Workspace), "pos", "done")); len(left) != 1 {
		t.Error(left)
	}
	toldOn(t, k)
	refuses(t, k)
	entries, err := k.Audit.Entries(t.Context(), kit.Workspace, audit.Filter{})
	if err != nil || len(entries) != 3 || entries[0].Action != audit.OldRemoved {
		t.Errorf("%+v %v", entries, err)
	}
	seen, err := witness.Read(k.Data, witness.File, k.Secrets.MAC)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := sqlstore.CheckAudit(t.Context(), address(k), &seen); err != nil || n != 3 {
		t.Error("the log's chain:", n, err)
	}
	if _, err := sqlstore.CheckAudit(t.Context(), address(k), &audit.Seen{}); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error("a cut that nobody sealed is taken:", err)
	}
}

// toldOn holds that nothing waits to be sent on of who is gone.
func toldOn(t *testing.T, k *kit.Kit) {
	t.Helper()
	to, err := k.Outgoing.Store.Destinations(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	all, err := k.Outgoing.Store.Deliveries(t.Context(), kit.Workspace, to[0].ID, 1000)
	whole := ""
	for _, m := range all {
		whole += string(m.Body)
	}
	if err != nil || strings.Contains(whole, "KH-OLD-2") || strings.Contains(whole, "anon-old-2") || !strings.Contains(whole, "KH-OLD-0") ||
		!strings.Contains(whole, "KH-NEW-0") {
		t.Errorf("waits to be sent on: %s %v", whole, err)
	}
}

// refuses holds that who had refused is refused when their number comes again.
func refuses(t *testing.T, k *kit.Kit) {
	t.Helper()
	k.Identify("KH-AGAIN", k.Now(), kit.Trait("phone", "0903118272"))
	k.Drain()
	p := k.Customer("KH-AGAIN")
	var keys []consent.Key
	for _, n := range p.Keys {
		keys = append(keys, consent.Key{ID: n.ID, Key: n.Key})
	}
	v, err := k.Consents.May(t.Context(), kit.Workspace, keys, consent.Marketing, "sms")
	if err != nil || v.Allowed || v.Reason != consent.Refusers {
		t.Errorf("%+v %v", v, err)
	}
}

// person is who has a key, as a run finds them.
func person(k *kit.Kit, kind cham.KeyKind, value string) retention.Person {
	k.T.Helper()
	nodes, err := k.Store.Graph().NodesByKey(k.T.Context(), kit.Workspace, []cham.Key{{Kind: kind, Value: value}})
	if err != nil || len(nodes) != 1 {
		k.T.Fatal(nodes, err)
	}
	all, err := k.Store.Graph().NodesByCustomer(k.T.Context(), kit.Workspace, []cham.CustomerID{nodes[0].Customer})
	if err != nil {
		k.T.Fatal(err)
	}
	p := retention.Person{Customer: nodes[0].Customer, Known: kind != cham.KeyAnonymous}
	for _, n := range all {
		p.Keys = append(p.Keys, n.ID)
	}
	return p
}

// begun is a run that is removing some people and has counted their touches.
func begun(k *kit.Kit, part ...retention.Person) retention.Removal {
	k.T.Helper()
	r := retention.Removal{ID: "r1", Workspace: kit.Workspace, Rules: retained, At: k.Now().UTC(), State: retention.Running, People: 5,
		Part: part}
	all, err := k.History().OfKeys(k.T.Context(), retention.KeysOf(part), 100)
	if err != nil || len(all) == 0 {
		k.T.Fatal(len(all), err)
	}
	r.Report.Count(retention.Touches, len(all))
	r.Upto = all[len(all)-1].Seq
	return r
}

// TestRetentionResumes goes on after a kill between graph and history.
func TestRetentionResumes(t *testing.T) {
	bothStores(t, func(t *testing.T, k *kit.Kit) {
		aged(k)
		r := begun(k, person(k, cham.KeyUser, "KH-OLD-3"))
		keys := r.Part[0].Keys
		part, err := k.History().OfKeys(t.Context(), keys, 100)
		if err != nil || len(part) != 3 {
			t.Fatal(len(part), err)
		}
		if err := k.Flow.Alone(t.Context(), kit.Workspace, func(ctx context.Context, res *identity.Resolver) error {
			return res.Forget(ctx, kit.Workspace, part, func(ctx context.Context, some []cham.KeyID) ([]cham.Record, error) {
				return k.History().KeptBeside(ctx, some, keys)
			})
		}); err != nil {
			t.Fatal(err)
		}
		if err := k.Store.Retention().PutRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		k.Restart()
		if got := endedRun(k, "r1"); got.Report.Removed[retention.Customers] != 2 || got.Report.Removed[retention.Visitors] != 3 ||
			got.Report.Removed[retention.Touches] != 9 || got.Gone != 5 || got.People != 5 {
			t.Errorf("%+v", got)
		}
		if found := lookFor(t, k.Data, []string{"KH-OLD-2", "KH-OLD-3"}); found != nil {
			t.Error("still said:", found)
		}
		toldOn(t, k)
	})
}

// TestRetentionResumesWithWhoCameBack goes on after a kill before anybody was
// removed: who touched, agreed or asked since then stays, whoever refused is
// remembered.
func TestRetentionResumesWithWhoCameBack(t *testing.T) {
	bothStores(t, func(t *testing.T, k *kit.Kit) {
		aged(k)
		agreed, asked := person(k, cham.KeyAnonymous, "anon-old-0"), person(k, cham.KeyAnonymous, "anon-old-1")
		r := begun(k, person(k, cham.KeyUser, "KH-OLD-2"), person(k, cham.KeyUser, "KH-OLD-3"), agreed, asked)
		if err := k.Store.Retention().PutRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		k.Touch("KH-OLD-3", "Page Viewed", k.Now())
		k.Drain()
		if err := k.Consents.Say(t.Context(), kit.Workspace, agreed.Keys[0], "", []consent.Record{{Purpose: consent.Marketing,
			State: consent.Yes, At: k.Now(), Collector: consent.ByStaff}}); err != nil {
			t.Fatal(err)
		}
		request := rights.Request{Workspace: kit.Workspace, Kind: rights.View, Customer: asked.Customer}
		if _, err := k.Requests.Take(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		k.Restart()
		if got := endedRun(k, "r1"); got.Report.Removed[retention.Customers] != 1 || got.Report.Removed[retention.Visitors] != 1 ||
			got.Report.Removed[retention.Touches] != 4 || got.Gone != 2 {
			t.Errorf("%+v", got)
		}
		person(k, cham.KeyUser, "KH-OLD-3")
		person(k, cham.KeyAnonymous, "anon-old-0")
		person(k, cham.KeyAnonymous, "anon-old-1")
		if p := k.Customer("KH-OLD-3"); p.Name == "" {
			t.Error("who came back has lost their name")
		}
		toldOn(t, k)
		refuses(t, k)
	})
}

// TestRetentionStops ends early with who was being removed: they are gone to the
// last byte and counted, nobody else is.
func TestRetentionStops(t *testing.T) {
	bothStores(t, func(t *testing.T, k *kit.Kit) {
		aged(k)
		r := begun(k, person(k, cham.KeyUser, "KH-OLD-3"))
		r.Stop = true
		if err := k.Store.Retention().PutRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		r.Stop = false // as a run that did not hear of it says
		if err := k.Store.Retention().PutRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		k.Restart()
		got := endedRun(k, "r1")
		if want := map[string]int{retention.Customers: 1, retention.Touches: 3}; got.State != retention.Cancelled || got.Gone != 1 ||
			!maps.Equal(got.Report.Removed, want) {
			t.Errorf("%+v", got)
		}
		if found := lookFor(t, k.Data, []string{"KH-OLD-3", "0903118273"}); found != nil {
			t.Error("still said:", found)
		}
		person(k, cham.KeyUser, "KH-OLD-2")
		person(k, cham.KeyAnonymous, "anon-old-0")
	})
}

// TestRetentionMonths counts months by the clock of today, also without a rule for
// visitors: a zone's first offset may be odd minutes off.
func TestRetentionMonths(t *testing.T) {
	k := kit.New(t)
	k.Touch("KH-OLD", "Order Completed", time.Date(2019, 12, 31, 16, 55, 0, 0, time.UTC), kit.Prop("revenue", 100))
	k.Drain()
	p, err := k.PreviewRetention(t.Context(), kit.Workspace, retention.KeepRules{Customers: 24})
	if err != nil || len(p.Months) != 1 || p.Months[0].Month != "2019-12" {
		t.Errorf("%+v %v", p.Months, err)
	}
}

// TestRetentionAtNight runs by itself once its hour has come, and not before; a
// business where nothing goes does not hold up others.
func TestRetentionAtNight(t *testing.T) {
	k := kit.New(t)
	aged(k)
	broken := cham.Workspace{ID: "broken", Name: "A", TimeZone: "Nowhere/None", Currency: "VND", CreatedAt: k.Now().AddDate(-1, 0, 0)}
	if err := k.Workspaces.Create(t.Context(), broken, ""); err != nil {
		t.Fatal(err)
	}
	if err := k.Retention.SetRules(t.Context(), broken.ID, retention.KeepRules{On: true, Visitors: 1}, "an"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Retention.Start(t.Context(), broken.ID, "an"); err != nil {
		t.Fatal(err)
	}
	rules := retained
	rules.On, rules.Hour = true, k.Now().In(time.FixedZone("", 7*3600)).Add(2*time.Hour).Hour()
	if err := k.Retention.SetRules(t.Context(), kit.Workspace, rules, "an"); err != nil {
		t.Fatal(err)
	}
	k.Restart()
	if runs, err := k.Retention.Store.Runs(t.Context(), kit.Workspace); err != nil || len(runs) != 0 {
		t.Fatal(runs, err)
	}
	k.Jump(3 * time.Hour)
	k.Restart()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if runs, _ := k.Retention.Store.Runs(t.Context(), kit.Workspace); len(runs) == 1 && runs[0].State == retention.Done {
			return
		}
	}
	t.Error("the night removed nothing")
}

// address is where the kit's state is.
func address(k *kit.Kit) string {
	if k.DatabaseURL != "" {
		return k.DatabaseURL
	}
	return "sqlite:" + k.Path("state.db")
}
