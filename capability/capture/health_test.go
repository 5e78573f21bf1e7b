package capture

import (
	"testing"
	"time"

	"cham"
)

func TestHealthOf(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	hour := func(ago int) time.Time { return now.Truncate(time.Hour).Add(-time.Duration(ago) * time.Hour) }
	volumes := []SourceVolume{{"s", hour(0), 8}, {"s", hour(23), 1}, {"s", hour(24), 500}, {"other", hour(0), 700}}
	for _, c := range []struct {
		source   cham.SourceID
		enabled  bool
		refusals map[string]int
		want     string
	}{
		{"s", true, nil, "ok"}, {"s", true, map[string]int{"no_id": 1}, "some"}, {"s", true, map[string]int{"bot": 1}, "ok"},
		{"s", true, map[string]int{"denied": 1}, "ok"},
		{"s", true, map[string]int{"no_id": 1, "time": 1}, "refusing"},
		{"none", true, nil, "quiet"}, {"none", true, map[string]int{"no_id": 1}, "refusing"}, {"s", false, nil, "off"},
	} {
		h := HealthOf(cham.Source{ID: c.source, Enabled: c.enabled}, volumes, c.refusals, nil, now)
		if h.State != c.want || len(h.Volumes) != HealthHours {
			t.Errorf("%s with %v: %+v, want %s", c.source, c.refusals, h, c.want)
		}
	}
	if h := HealthOf(cham.Source{ID: "s"}, volumes, nil, nil, now); h.Accepted != 9 || h.Volumes[HealthHours-1] != 8 || h.Volumes[0] != 1 {
		t.Errorf("%+v", h)
	}
}

// Orders that state revenue here and total there are not alike.
func TestMixedMoney(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	volumes := []SourceVolume{{"s", now.Truncate(time.Hour), 8}}
	money := []MoneyFields{{"s", "Order Completed", 90, 10, 0}, {"s", "Lead", 0, 0, 5}, {"other", "Order Completed", 1, 1, 1}}
	h := HealthOf(cham.Source{ID: "s", Enabled: true}, volumes, nil, money, now)
	if h.State != "mixed" || len(h.Mixed) != 1 || h.Mixed[0].Total != 10 {
		t.Errorf("%+v", h)
	}
	money[0].Revenue = 0
	if h = HealthOf(cham.Source{ID: "s", Enabled: true}, volumes, nil, money, now); h.State != "ok" {
		t.Errorf("%+v", h)
	}
}
