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

// unpaid are the standard's events that state money which nobody has paid yet, or
// that an Order Completed states as well.
var unpaid = map[string]bool{"Products Searched": true, "Product List Viewed": true, "Product Viewed": true, "Product Clicked": true,
	"Product Added": true, "Product Removed": true, "Product Added to Wishlist": true, "Wishlist Product Added to Cart": true,
	"Cart Viewed": true, "Checkout Started": true, "Checkout Step Viewed": true, "Checkout Step Completed": true,
	"Payment Info Entered": true, "Payment Failed": true, "Order Updated": true, "Order Shipped": true, "Order Delivered": true,
	"Return Requested": true, "Quote Sent": true, "Quote Viewed": true, "Deal Updated": true}

// Paid reports whether money that touches of a name state was paid, or given
// back: not what lies in a cart.
func Paid(name string) bool { return !unpaid[name] }

// Ordered reports whether touches of a name are a purchase, whether they state money or not.
func Ordered(name string) bool { return name == "Order Completed" }
