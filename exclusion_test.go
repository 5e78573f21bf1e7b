package cham_test

import (
	"encoding/json"
	"testing"

	"cham"
)

// TestExclusionTouch: each kind of rule takes what it says, and nothing near it.
func TestExclusionTouch(t *testing.T) {
	touch := cham.Touch{Source: "Web1", Page: cham.Page{URL: "https://www.Staging.shop.vn:8443/a?utm_source=x&Test=%31&empty=#top"},
		Context:    json.RawMessage(`{"ip":"::ffff:113.161.0.9","userAgent":"Mozilla/5.0 (compatible; SlackBot 1.0)"}`),
		Properties: json.RawMessage(`{"staff":true,"role":"Nhân viên","tags":["vip","Test"],"note":"role","n":7}`)}
	for _, c := range []struct {
		kind   cham.ExclusionKind
		field  string
		values []string
		takes  bool
	}{
		{cham.ExcludeSource, "", []string{"web1"}, true}, {cham.ExcludeSource, "", []string{"web"}, false},
		{cham.ExcludeHost, "", []string{"staging.shop.vn"}, true}, {cham.ExcludeHost, "", []string{"shop.vn"}, false},
		{cham.ExcludeHost, "", []string{"*.shop.vn"}, true}, {cham.ExcludeHost, "", []string{"localhost", "staging.*"}, true},
		{cham.ExcludeParameter, "test", nil, true}, {cham.ExcludeParameter, "test", []string{"1"}, true},
		{cham.ExcludeParameter, "test", []string{"2"}, false}, {cham.ExcludeParameter, "tes", nil, false},
		{cham.ExcludeParameter, "empty", nil, true}, {cham.ExcludeParameter, "top", nil, false},
		{cham.ExcludeAddress, "", []string{"113.161.0.0/16"}, true}, {cham.ExcludeAddress, "", []string{"113.161.0.9"}, true},
		{cham.ExcludeAddress, "", []string{"113.161.0.8", "::/16"}, false},
		{cham.ExcludeRobots, "", nil, true}, {cham.ExcludeAgent, "", []string{"slackbot"}, true},
		{cham.ExcludeAgent, "", []string{"compatible*1.0"}, true}, {cham.ExcludeAgent, "", []string{"1.0*compatible"}, false},
		{cham.ExcludeProperty, "staff", nil, true}, {cham.ExcludeProperty, "staff", []string{"true"}, true},
		{cham.ExcludeProperty, "staff", []string{"false"}, false}, {cham.ExcludeProperty, "role", []string{"nhân viên"}, true},
		{cham.ExcludeProperty, "tags", []string{"test"}, true}, {cham.ExcludeProperty, "tags", []string{"tes"}, false},
		{cham.ExcludeProperty, "n", []string{"7"}, true}, {cham.ExcludeProperty, "absent", nil, false},
	} {
		rule := cham.Exclusion{Kind: c.kind, Field: c.field, Values: c.values}
		for range 2 { // what is remembered says the same
			x := cham.Exclusions{{Off: true, Kind: cham.ExcludeRobots}, rule}.Excluder()
			for range 2 {
				if got := x.Touch(&touch); got == 1 != c.takes || got == 0 {
					t.Errorf("%+v answers %d", rule, got)
				}
			}
			if x.Touch(&cham.Touch{}) >= 0 {
				t.Errorf("%+v takes nothing at all", rule)
			}
		}
	}
}

// TestExclusionKey: staff are known by phone, e-mail, domain or id.
func TestExclusionKey(t *testing.T) {
	x := cham.Exclusions{{Kind: cham.ExcludeCustomer, Values: []string{"+84912345678", "@shop.vn", "lan@gmail.com", "NV-*"}}}.Excluder()
	for k, takes := range map[cham.Key]bool{
		{Kind: cham.KeyPhone, Value: "+84912345678"}:       true,
		{Kind: cham.KeyPhone, Value: "+84912345679"}:       false,
		{Kind: cham.KeyEmail, Value: "an@shop.vn"}:         true,
		{Kind: cham.KeyEmail, Value: "an@myshop.vn"}:       false,
		{Kind: cham.KeyEmail, Value: "lan@gmail.com"}:      true,
		{Kind: cham.KeyUser, Value: "nv-12"}:               true,
		{Kind: cham.KeyAnonymous, Value: "nv-12"}:          false,
		{Kind: cham.KeyUser, Value: "someone@shop.vn.com"}: false,
	} {
		if got := x.Key(k) == 0; got != takes {
			t.Errorf("%+v is taken: %v", k, got)
		}
	}
}
