package campaign

import (
	"context"
	"testing"
	"time"

	"cham"
)

func TestDueTimes(t *testing.T) {
	zone := time.FixedZone("VN", 7*60*60)
	start := time.Date(2026, 12, 1, 10, 20, 0, 0, zone)
	s := &Service{Config: Config{BestHours: func(_ context.Context, _ cham.WorkspaceID, ids []cham.CustomerID) ([]int, *time.Location, error) {
		hours := make([]int, len(ids))
		for i, id := range ids {
			hours[i] = int(id) % 24
		}
		return hours, zone, nil
	}}}
	ids := make([]cham.CustomerID, 48)
	for i := range ids {
		ids[i] = cham.CustomerID(i)
	}
	due := func(d Draft) []time.Time {
		t.Helper()
		c := &Content{Campaign: Campaign{ID: "c", Draft: d}}
		got, err := s.dueTimes(t.Context(), "a", c, ids, start)
		again, _ := s.dueTimes(t.Context(), "a", c, ids, start)
		for i := range got {
			if err != nil || got[i].Before(start) || !got[i].Equal(again[i]) {
				t.Fatal(got[i], again[i], err)
			}
		}
		return got
	}
	for _, at := range due(Draft{}) {
		if !at.Equal(start) {
			t.Error(at)
		}
	}
	portions, inOrder := map[time.Time]int{}, 0
	for i, at := range due(Draft{PerHour: 10}) {
		portions[at]++
		if int(at.Sub(start)/time.Hour) == i/10 {
			inOrder++
		}
	}
	if len(portions) != 5 || portions[start] != 10 || portions[start.Add(4*time.Hour)] != 8 || inOrder > 30 {
		t.Error(portions, inOrder)
	}
	for i, at := range due(Draft{BestHour: true}) {
		if at.In(zone).Hour() != i%24 || at.Sub(start) >= 24*time.Hour || i%24 == 10 && !at.Equal(start) {
			t.Error(i, at.In(zone))
		}
	}
}
