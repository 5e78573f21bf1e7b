package app_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"cham/capability/erasure"
	"cham/chamtest/kit"
	"cham/measure"
)

// TestErasureKeepsLeads: erasing a person's name leaves every source with the customers it
// brought: which click id and which site is kept where others have it, too, the id itself is not.
func TestErasureKeepsLeads(t *testing.T) {
	k := kit.New(t)
	at := k.Now().Add(-48 * time.Hour)
	for i := range 7 {
		for who, page := range map[string]map[string]any{
			"GG": {"url": fmt.Sprint("https://x.vn/ao?utm_source=tet&gclid=secret", i), "path": "/ao"},
			"AI": {"url": "https://x.vn/ao?utm_source=hoi", "path": "/ao", "referrer": "https://gemini.google.com/app/secret"},
		} {
			k.Touch(fmt.Sprint(who, "-", i), "Product Viewed", at, kit.Set("context", map[string]any{"page": page}))
		}
	}
	k.Drain()
	leads := func() string {
		b, err := json.Marshal(k.Ask(measure.Query{Question: measure.Leads}).Leads.Rows)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := leads()
	erase(k, k.Customer("GG-3").ID, erasure.Unnamed)
	erase(k, k.Customer("AI-3").ID, erasure.Unnamed)
	if after := leads(); after != before {
		t.Errorf("sources changed:\n%s\nwere\n%s", after, before)
	}
	records, err := k.History().Between(t.Context(), 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.Campaign.ClickID == "gclid=secret3" {
			t.Error("the click id is still there")
		}
	}
}
