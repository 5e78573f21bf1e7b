package known

// Web shops.
//
// Shopify: the 79 columns of Admin › Orders › Export (stored index file 2782978016);
// the totals stand on an order's first line only.
// WooCommerce: the default columns of "Advanced Order Export" (4835859294,
// 62275450675), and of WooCommerce's own Analytics › Orders.
var stores = []Export{
	{
		Name: "shopify-orders", System: "Shopify", Kind: Touches, Event: bought, Channel: "website",
		Signature: []string{"Name", "Financial Status", "Lineitem quantity", "Lineitem name"},
		Columns: []Column{
			{"order", "Name"}, {"time", "Created at"}, {"status", "Financial Status"}, {"cancelled", "Cancelled at"}, {"email", "Email"},
			{"phone", "Billing Phone|Shipping Phone|Phone"}, {"traits.name", "Billing Name|Shipping Name"}, {"value", "Total"},
			{"refund", "Refunded Amount"}, {"currency", "Currency"}, {"branch", "Location"}, {"product.sku", "Lineitem sku"},
			{"product.name", "Lineitem name"}, {"product.quantity", "Lineitem quantity"}, {"product.price", "Lineitem price"},
			{"properties.coupon", "Discount Code"}, {"properties.discount", "Discount Amount"}, {"properties.payment", "Payment Method"},
			{"properties.origin", "Source"}, {"properties.tags", "Tags"}, {"traits.city", "Billing City"},
		},
		Statuses: map[string]string{"paid": bought, "pending": bought, "authorized": bought, "partially_paid": bought,
			"partially_refunded": bought, "refunded": returned, "voided": cancelled, "expired": cancelled},
	},
	{
		Name: "woocommerce-orders", System: "WooCommerce", Kind: Touches, Event: bought, Channel: "website",
		Signature: []string{"Order Number", "Order Status", "Order Total Amount", "Phone (Billing)|Email (Billing)"},
		Columns: []Column{
			{"order", "Order Number"}, {"time", "Order Date|Completed Date|Paid Date"}, {"status", "Order Status"},
			{"email", "Email (Billing)"}, {"phone", "Phone (Billing)"}, {"traits.name", "Full Name (Billing)|Customer Name"},
			{"traits.firstName", "First Name (Billing)"}, {"traits.lastName", "Last Name (Billing)"}, {"traits.city", "City (Billing)"},
			{"value", "Order Total Amount"}, {"refund", "Order Refund Amount"}, {"currency", "Order Currency"}, {"product.sku", "SKU"},
			{"product.name", "Item Name"}, {"product.quantity", "Quantity (- Refund)|Quantity"}, {"product.price", "Item Cost"},
			{"properties.coupon", "Coupon Code"}, {"properties.payment", "Payment Method Title"},
		},
		Statuses: wooStatuses,
	},
	{
		Name: "woocommerce-orders", System: "WooCommerce", Kind: Touches, Event: bought, Channel: "website",
		Signature: []string{"order_id", "billing_email", "billing_phone", "order_total"},
		Columns: []Column{
			{"order", "order_number|order_id"}, {"time", "order_date|date"}, {"status", "status|order_status"}, {"email", "billing_email"},
			{"phone", "billing_phone"}, {"traits.firstName", "billing_first_name"}, {"traits.lastName", "billing_last_name"},
			{"traits.city", "billing_city"}, {"userId", "customer_id|customer_user"}, {"value", "order_total"}, {"refund", "refunded_total"},
			{"currency", "order_currency|currency"}, {"properties.payment", "payment_method_title|payment_method"},
		},
		Statuses: wooStatuses,
	},
}

var wooStatuses = map[string]string{
	"completed": bought, "processing": bought, "on-hold": bought, "pending": begun, "pending payment": begun,
	"draft": begun, "checkout-draft": begun, "cancelled": cancelled, "failed": cancelled, "trash": cancelled, "refunded": returned,
	"Hoàn thành": bought, "Đã hoàn thành": bought, "Đang xử lý": bought, "Tạm giữ": bought, "Chờ thanh toán": begun, "Đã hủy": cancelled,
	"Thất bại": cancelled, "Đã hoàn lại tiền": returned, "Đã hoàn tiền": returned}
