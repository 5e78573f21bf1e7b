package capture

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"cham"
)

// browserCall is a call of about 1 KB, as Segment's browser SDK sends it.
func browserCall(i int) string {
	return fmt.Sprintf(`{"timestamp":"2026-11-22T09:59:%02d.123Z","integrations":{},"type":"track","event":"Product Added","userId":null,`+
		`"anonymousId":"8e1c6b8e-4a4e-4c7c-9e6a-%012d","messageId":"ajs-next-1763805%06d-8e1c6b8e",`+
		`"properties":{"product_id":"SP%05d","sku":"SRM-150",`+
		`"name":"Sữa rửa mặt dịu nhẹ 150 ml","category":"Làm sạch","brand":"Mộc An",`+
		`"price":185000,"quantity":1,"currency":"VND","value":185000,"cart_id":"c%08d"},`+
		`"context":{"page":{"path":"/san-pham/sua-rua-mat","referrer":"https://mocan.vn/danh-muc/lam-sach",`+
		`"search":"?utm_source=facebook&utm_medium=cpc&utm_campaign=tet",`+
		`"title":"Sữa rửa mặt dịu nhẹ | Mộc An",`+
		`"url":"https://mocan.vn/san-pham/sua-rua-mat?utm_source=facebook&utm_medium=cpc&utm_campaign=tet"},`+
		`"userAgent":"Mozilla/5.0 (Linux; Android 14; SM-A556E) AppleWebKit/537.36 `+
		`(KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36","locale":"vi-VN",`+
		`"library":{"name":"analytics.js","version":"next-1.84.3"},"timezone":"Asia/Ho_Chi_Minh",`+
		`"campaign":{"source":"facebook","medium":"cpc","name":"tet"}}}`, i%60, i, i, i%99999, i)
}

func batchOf(n int) []byte {
	calls := make([]string, n)
	for i := range calls {
		calls[i] = browserCall(i)
	}
	return []byte(`{"batch":[` + strings.Join(calls, ",") + `],"sentAt":"2026-11-22T10:00:00Z","writeKey":"k"}`)
}

// BenchmarkAccept measures the way from body to journal entry, per call.
func BenchmarkAccept(b *testing.B) {
	for _, n := range []int{1, 100} {
		body, src, m := batchOf(n), cham.Source{ID: "s", Workspace: "w"}, Meta{ReceivedAt: arrival}
		b.Run(fmt.Sprint("batch=", n), func(b *testing.B) {
			a := NewAccepter(Config{NewID: func() string { return "" }})
			b.ReportAllocs()
			b.SetBytes(int64(len(body) / n))
			for i := 0; i < b.N; i += n {
				batch, err := Decode(bytes.Clone(body), "")
				if err != nil {
					b.Fatal(err)
				}
				touches, refused := a.judge(src, batch.Calls, m)
				if len(refused) > 0 || len(EncodeBatch(touches)) == 0 {
					b.Fatal(refused)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	body := batchOf(100)
	b.ReportAllocs()
	b.SetBytes(int64(len(body) / 100))
	for i := 0; i < b.N; i += 100 {
		if _, err := Decode(bytes.Clone(body), ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCodec(b *testing.B) {
	batch, _ := Decode(batchOf(100), "")
	touches, _ := NewAccepter(Config{}).judge(cham.Source{ID: "s"}, batch.Calls, Meta{ReceivedAt: arrival})
	data := EncodeBatch(touches)
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; i < b.N; i += 100 {
			EncodeBatch(touches)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; i < b.N; i += 100 {
			if _, err := DecodeBatch(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Logf("%d bytes a touch", len(data)/100)
}

func BenchmarkNormalizePhone(b *testing.B) {
	for b.Loop() {
		NormalizeKey(cham.KeyPhone, "0912 345 678")
	}
}
