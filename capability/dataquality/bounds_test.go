package dataquality

import (
	"fmt"
	"testing"
	"time"
)

// A website's key is public: whoever sends ever new values fills neither the page
// nor what is kept.
func TestFindingsAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	var kept []Finding
	for hour := range 24 {
		f := Facts{}
		for i := range 2000 {
			f.Campaigns = append(f.Campaigns, CampaignFact{Source: fmt.Sprintf("{{x%d-%d}}", hour, i), Medium: "cpc", N: 1 + i%7, First: now})
		}
		at := now.Add(time.Duration(hour) * time.Hour)
		found, _ := Judge(f, nil, at, time.UTC)
		if len(found) == 0 || found[0].N != 7 {
			t.Fatalf("the largest are not among %d", len(found))
		}
		if hour == 0 {
			found[0].Dismissed = &Dismissal{Name: "Lan"}
		}
		kept = Merge(kept, found, at)
	}
	said := 0
	for _, f := range kept {
		if f.Dismissed != nil {
			said++
		}
	}
	if len(kept) > 600 || said != 1 {
		t.Errorf("%d are kept, %d with a word", len(kept), said)
	}
}
