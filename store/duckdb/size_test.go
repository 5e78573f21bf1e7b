package duckdb

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// calls makes touches as a website sends them: about 1 KB of JSON each.
func calls(n int, r *rand.Rand) []cham.Record {
	agents := make([]string, 40)
	for i := range agents {
		agents[i] = fmt.Sprintf("Mozilla/5.0 (Linux; Android %d; SM-A%d5F) AppleWebKit/537.36 "+
			"(KHTML, like Gecko) Chrome/%d.0.%d.%d Mobile Safari/537.36",
			10+i%5, i%7, 110+i, 5000+i*7, i*3)
	}
	hex := func() string { return fmt.Sprintf("%016x", r.Uint64()) }
	out := make([]cham.Record, n)
	for i := range out {
		at := time.UnixMilli(1770000000000 + int64(i)*4000 + r.Int64N(4000)).UTC()
		visitor, product := r.IntN(n/8+1), r.IntN(800)
		path := fmt.Sprintf("/san-pham/kem-duong-am-%d", product)
		campaign := []string{"", "", "tet-2026", "sale-8-3"}[r.IntN(4)]
		u := fmt.Sprintf("%08x-%s-4%s-a%s-%s%s", r.Uint32(), hex()[:4], hex()[:3], hex()[:3], hex()[:4], hex()[:8])
		out[i] = cham.Record{Key: cham.KeyID(visitor + 1), Touch: cham.Touch{MessageID: u, Source: "website", Type: cham.CallTrack,
			Name: []string{"Page Viewed", "Product Viewed", "Product Added", "Order Completed"}[r.IntN(4)], Channel: "website", At: at,
			ReceivedAt: at.Add(time.Duration(r.IntN(3000)) * time.Millisecond), Campaign: cham.Campaign{Source: "facebook", Name: campaign},
			Page: cham.Page{URL: "https://mocan.vn" + path + "?utm_campaign=" + campaign, Path: path,
				Title: fmt.Sprint("Kem dưỡng ẩm số ", product), Referrer: "https://www.facebook.com/"},
			Device: "mobile", Value: float64(product) * 1000, Currency: "VND", Properties: json.RawMessage(fmt.Sprintf(
				`{"product_id":"SP%05d","name":"Kem dưỡng ẩm số %d","price":%d,"currency":"VND","category":"cham-soc-da",`+
					`"brand":"Mộc An","quantity":%d,"position":%d,"list":"goi-y-trang-chu"}`,
				product, product, product*1000, 1+r.IntN(3), r.IntN(20))),
			Context: json.RawMessage(fmt.Sprintf(`{"library":{"name":"analytics.js","version":"next-1.84.0"},"userAgent":"%s","locale":"vi-VN",`+
				`"timezone":"Asia/Ho_Chi_Minh","ip":"113.%d.%d.%d","page":{"path":"%s",`+
				`"referrer":"https://www.facebook.com/","search":"?utm_campaign=%s",`+
				`"title":"Kem dưỡng ẩm số %d","url":"https://mocan.vn%s?utm_campaign=%s"},"screen":{"width":412,"height":915,"density":2.6},`+
				`"campaign":{"source":"facebook","name":"%s"}}`, agents[visitor%40], visitor%250, visitor/250%250, visitor%13, path, campaign, product,
				path, campaign, campaign)),
		}}
	}
	return out
}

// TestSizeAtRest holds a touch of about 1 KB to 200 bytes on disk.
func TestSizeAtRest(t *testing.T) {
	dir := t.TempDir()
	h := openTest(t, dir).(*History)
	const n, batch = 100_000, 25_000
	r, in := rand.New(rand.NewPCG(1, 1)), 0
	for i := range n / batch {
		records := calls(batch, r)
		for _, c := range records {
			in += len(c.Properties) + len(c.Context) + len(c.MessageID) + len(c.Name) + 250 // the call around them
		}
		if _, err := h.Append(context.Background(), records, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	h.Close()
	size := int64(0)
	for _, name := range []string{"touches.duckdb", "touches.duckdb.wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			size += info.Size()
		}
	}
	t.Logf("%d B of JSON in, %.0f B at rest", in/n, float64(size)/n)
	if size > 200*n {
		t.Errorf("%.0f B per touch at rest, want at most 200", float64(size)/n)
	}
}
