package capture

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"cham"
)

// salePrefix begins the message ids that shops' pages make of an order's number.
const salePrefix = "sale-"

// orderID keeps strangers off the ids of orders. A website's key is public and
// order numbers count up: whoever sent the next number first would have had the
// real order taken for a call sent twice. So such an id becomes one of what only
// the order's own page knows, when it was placed and by whom; that is the same
// whenever and wherever the page is opened again.
func orderID(in *incoming, t *cham.Touch) Reason {
	id := in.call.MessageID
	if !in.source.Public() || in.meta.Import || !strings.HasPrefix(id, salePrefix) && !strings.HasPrefix(id, orderPrefix) {
		return ""
	}
	placed := cmp.Or(in.call.OriginalTime, in.call.Timestamp)
	sum := sha256.Sum256([]byte(id + "\x00" + placed + "\x00" + string(in.facts.traits)))
	t.MessageID = salePrefix + hex.EncodeToString(sum[:16])
	return ""
}
