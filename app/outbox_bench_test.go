package app_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/chamtest/mailserver"
	"cham/measure"
)

// BenchmarkCampaign sends a letter to 5,000 customers over SMTP to a server of this test, with every decision and
// step written down (bars.md §loop: at least as fast as listmonk on the same sink).
func BenchmarkCampaign(b *testing.B) {
	const people = 5_000
	for name, options := range map[string][]kit.Option{"sqlite": nil, "postgres": {kit.OnPostgres(chamtest.Postgres(b))}} {
		b.Run(name, func(b *testing.B) {
			k := kit.New(b, append(options, kit.Fetching("127.0.0.0/8"))...)
			server := mailserver.New(b)
			manyCustomers(k, people)
			settings := reach.Defaults()
			settings.Hours, settings.Holidays, settings.PerDay, settings.PerWeek = nil, false, 20, 50
			account, err := json.Marshal(map[string]any{"host": server.Host, "port": server.Port, "security": "none", "from": "shop@mocan.vn"})
			if err == nil {
				err = k.Reach.PutSettings(b.Context(), kit.Workspace, settings, "u")
			}
			if err == nil {
				err = k.Outbox.SetAccount(b.Context(), outbox.Account{Workspace: kit.Workspace, Way: reach.Email, Settings: account,
					PerMinute: outbox.MostPerMinute}, map[string]string{}, "u")
			}
			if err == nil {
				err = k.Store.Segments().CreateSegment(b.Context(), kit.Workspace, measure.SavedSegment{ID: "all", Name: "all",
					Rule: &measure.SegmentRule{Reach: "email"}})
			}
			if err != nil {
				b.Fatal(err)
			}
			m := mailing{reached{k, b}, server}
			n := 0
			for b.Loop() {
				n++
				d := draft("all")
				d.Class, d.Letter.Subject, d.Letter.Blocks[0].Text = reach.Marketing, fmt.Sprint("Tháng ", n), "Xem https://mocan.vn"
				c := m.start(d)
				until(b, "the campaign", func() (outbox.Mailing, bool) {
					m, err := k.Store.Outbox().Mailing(b.Context(), kit.Workspace, c.ID)
					return m, err == nil && m.State == outbox.Done
				})
				if got := m.get(c.ID).Counts[outbox.Sent]; got != people {
					b.Fatalf("%d of %d were sent: %+v", got, people, m.get(c.ID).Counts)
				}
			}
			b.ReportMetric(float64(n*people)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
