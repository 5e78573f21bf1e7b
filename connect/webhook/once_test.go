package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"cham"
	"cham/capability/capture"
	"cham/capability/webhook"
	"cham/chamtest/kit"
	connect "cham/connect/webhook"
	"cham/measure"
)

// An order that a shop's page tells (sdk/js/plugins) and its webhook, too, counts
// once, whichever comes first: by the source that the website names for orders.
// Opening the page again adds nothing either.
func TestOrderOfPageAndWebhookCountsOnce(t *testing.T) {
	body, err := os.ReadFile("../../capability/webhook/testdata/haravan.json")
	must(t, err)
	page := `{"batch":[{"type":"track","event":"Order Completed","messageId":"sale-HRV-55","anonymousId":"browser",
		"timestamp":"2026-11-20T04:00:00Z","properties":{"order_id":"HRV-55","revenue":450000,"currency":"VND",
		"products":[{"sku":"AO","name":"Áo","price":450000,"quantity":1}]},"context":{"library":{"name":"cham.js"}}},
		{"type":"identify","messageId":"who","userId":"77","anonymousId":"browser"}]}`
	for _, first := range []string{"page", "webhook"} {
		t.Run(first+" first", func(t *testing.T) {
			k := kit.New(t)
			hook := cham.Source{ID: "shop", Workspace: k.Source.Workspace, Name: "Haravan", Kind: webhook.Kind, WriteKey: "wk_shop",
				Enabled: true, CreatedAt: k.Now()}
			site := cham.Source{ID: "site", Workspace: k.Source.Workspace, Name: "Website", Kind: "website", WriteKey: "wk_site",
				Enabled: true, CreatedAt: k.Now(), OrdersFrom: hook.ID}
			must(t, k.App.Sources.CreateSource(t.Context(), hook))
			must(t, k.App.Sources.CreateSource(t.Context(), site))
			preset := webhook.Presets()[0]
			preset.Setup.Sign.Secret = "bí mật"
			_, err := k.App.Webhooks.Set(t.Context(), hook, preset.Setup)
			must(t, err)
			mux := http.NewServeMux()
			mux.Handle(connect.Address, connect.New(connect.Config{Service: k.App.Webhooks, Source: k.App.Sources.SourceByKey, Log: slog.Default()}))
			send := map[string]func(){
				"page": func() {
					b, err := capture.Decode([]byte(page), "")
					must(t, err)
					_, err = k.App.Accepter.Accept(t.Context(), site, b, capture.Meta{ReceivedAt: k.Now()})
					must(t, err)
				},
				"webhook": func() {
					sum := hmac.New(sha256.New, []byte("bí mật"))
					sum.Write(body)
					r := httptest.NewRequest("POST", "/hooks/wk_shop", strings.NewReader(string(body)))
					r.Header.Set("X-Haravan-Hmacsha256", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
					r.Header.Set("X-Haravan-Topic", "orders/create")
					w := httptest.NewRecorder()
					if mux.ServeHTTP(w, r); w.Code != 200 {
						t.Fatal(w.Code, w.Body)
					}
				},
			}
			second := map[string]string{"page": "webhook", "webhook": "page"}[first]
			for _, what := range []string{first, second, "page", "webhook"} { // both again: a reload, and a retry
				send[what]()
				k.Drain()
			}
			got := map[string]int{}
			for _, x := range k.Ask(measure.Query{Question: measure.Touches}).Touches {
				got[x.Name] = x.Volume
			}
			if got[capture.EventOrder] != 1 || got[capture.EventOrderShown] != 1 || len(got) != 2 {
				t.Errorf("touches %v", got)
			}
			won := k.Ask(measure.Query{Question: measure.Journeys, Goal: []string{capture.EventOrder}}).Journeys
			if won.Converted != 1 || won.Value != 450000 {
				t.Errorf("%d conversions, %v đồng; want 1, 450000", won.Converted, won.Value)
			}
		})
	}
}
