package cham

import "testing"

func TestOrderID(t *testing.T) {
	for properties, want := range map[string]string{`{"order_id":" DH1 "}`: "DH1", `{"order_id":17}`: "17", `{"order_id":null}`: "",
		`{"order_id":["x"]}`: "", `{"orders":"order_id"}`: "", `{"note":{"order_id":"x"}}`: "", ``: ""} {
		if got := (&Touch{Properties: []byte(properties)}).OrderID(); got != want {
			t.Errorf("%s: %q", properties, got)
		}
	}
}
