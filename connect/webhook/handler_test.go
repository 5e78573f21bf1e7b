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
	"cham/capability/webhook"
	"cham/chamtest/kit"
	connect "cham/connect/webhook"
	"cham/measure"
)

// TestCallToTouch sends a shop's call through the whole program.
func TestCallToTouch(t *testing.T) {
	k := kit.New(t)
	src := cham.Source{ID: "shop", Workspace: k.Source.Workspace, Name: "Shop", Kind: webhook.Kind, WriteKey: "wk_shop",
		Enabled: true, CreatedAt: k.Now()}
	must(t, k.App.Sources.CreateSource(t.Context(), src))
	preset := webhook.Presets()[5]
	preset.Setup.Sign.Secret = "bí mật"
	if _, err := k.App.Webhooks.Set(t.Context(), src, preset.Setup); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(connect.Address, connect.New(connect.Config{Service: k.App.Webhooks, Source: k.App.Sources.SourceByKey, Log: slog.Default()}))
	body, err := os.ReadFile("../../capability/webhook/testdata/woocommerce.json")
	must(t, err)
	post := func(key, body, secret string) int {
		sum := hmac.New(sha256.New, []byte(secret))
		sum.Write([]byte(body))
		r := httptest.NewRequest("POST", "/hooks/"+key, strings.NewReader(body))
		r.Header.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
		r.Header.Set("X-WC-Webhook-Topic", "order.created")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code == 200 && w.Body.Len() > 0 {
			t.Error("answered", w.Body)
		}
		return w.Code
	}
	for _, c := range []struct {
		key, body, secret string
		want              int
	}{
		{"wk_shop", string(body), "bí mật", 200},
		{"wk_shop", string(body), "bí mật", 200}, // delivered again
		{"wk_shop", string(body), "another", 401},
		{"wk_none", string(body), "bí mật", 401},
		{k.Source.WriteKey, string(body), "bí mật", 401}, // a key of another kind
		{"wk_shop", strings.Repeat(" ", webhook.MaxBody+1), "bí mật", 413},
	} {
		if got := post(c.key, c.body, c.secret); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.key, c.secret, got, c.want)
		}
	}
	k.Drain()
	if got := k.Ask(measure.Query{Question: measure.Touches}); got.Customers != 1 || len(got.Touches) != 1 || got.Touches[0].Volume != 1 {
		t.Errorf("%d customers, touches %+v", got.Customers, got.Touches)
	}
	src.Enabled = false
	must(t, k.App.Sources.UpdateSource(t.Context(), src))
	if got := post("wk_shop", string(body), "bí mật"); got != 401 {
		t.Error("switched off:", got)
	}
	must(t, k.App.Sources.DeleteSource(t.Context(), src.Workspace, src.ID))
	calls, err := k.App.Webhooks.Store.Calls(t.Context(), src.Workspace, src.ID)
	if err != nil || len(calls) != 0 {
		t.Error("calls of a deleted source:", len(calls), err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
