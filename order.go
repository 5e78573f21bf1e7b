package cham

import (
	"bytes"
	"encoding/json"
	"strings"
)

// OrderID is the number of the order that a touch names (the standard's
// order_id), "" for none.
func (t *Touch) OrderID() string {
	if !bytes.Contains(t.Properties, []byte(`"order_id"`)) {
		return ""
	}
	var p struct {
		ID json.RawMessage `json:"order_id"`
	}
	if json.Unmarshal(t.Properties, &p) != nil {
		return ""
	}
	return strings.TrimSpace(scalarText(p.ID))
}
