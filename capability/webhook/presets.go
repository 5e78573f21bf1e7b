package webhook

import "cham/capability/capture"

// Preset is a system whose calls are known.
type Preset struct {
	// ID is "shopify"; Name as people call it.
	ID, Name string
	Setup    Setup
}

// Presets are the systems whose calls can be read at once. Fields and
// signatures are from each system's documentation of its order webhooks.
func Presets() []Preset {
	return []Preset{haravan(), kiotviet(), nhanh(), sapo(), shopify(), woocommerce()}
}

// shopifyLike is the order of Shopify, whose names Haravan and Sapo took over.
func shopifyLike(id, name, header, topic string, channel string) Preset {
	order := capture.Mapping{Event: capture.EventOrder, Channel: "website", Columns: map[string]string{
		"time": "created_at", "order": "order_number", "value": "total_price", "currency": "currency", "status": "financial_status",
		"cancelled": "cancelled_at", "phone": "customer.phone", "email": "email", "userId": "customer.id",
		"traits.firstName": "customer.first_name", "traits.lastName": "customer.last_name",
		"properties.source": channel, "properties.referring_site": "referring_site", "properties.landing_site": "landing_site",
		"product.name": "line_items.title", "product.sku": "line_items.sku", "product.quantity": "line_items.quantity",
		"product.price": "line_items.price"}}
	customer := capture.Mapping{Columns: map[string]string{"userId": "id", "phone": "phone", "email": "email",
		"traits.firstName": "first_name", "traits.lastName": "last_name"}}
	return Preset{id, name, Setup{Preset: id, Sign: Sign{Kind: HMACSHA256, Name: header}, Topic: "header:" + topic, Forms: []Form{
		{Topics: []string{"orders/", "order/"}, List: "line_items", Mapping: order},
		{Topics: []string{"customers/create", "customers/update"}, Mapping: customer}}}}
}

func shopify() Preset {
	return shopifyLike("shopify", "Shopify", "X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "source_name")
}

func haravan() Preset {
	return shopifyLike("haravan", "Haravan", "X-Haravan-Hmacsha256", "X-Haravan-Topic", "source_name")
}

func sapo() Preset {
	p := shopifyLike("sapo", "Sapo", "X-Sapo-Hmac-SHA256", "X-Sapo-Topic", "source_name")
	order := p.Setup.Forms[0].Mapping.Columns
	order["time"], order["cancelled"] = "created_on", "cancelled_on"
	return p
}

func woocommerce() Preset {
	order := capture.Mapping{Event: capture.EventOrder, Channel: "website", TimeZone: "UTC", Columns: map[string]string{
		"time": "date_created_gmt", "order": "number", "value": "total", "currency": "currency", "status": "status",
		"phone": "billing.phone", "email": "billing.email", "traits.firstName": "billing.first_name",
		"traits.lastName": "billing.last_name", "properties.payment_method": "payment_method",
		"product.name": "line_items.name", "product.sku": "line_items.sku", "product.quantity": "line_items.quantity",
		"product.total": "line_items.total"}}
	customer := capture.Mapping{Columns: map[string]string{"phone": "billing.phone", "email": "email",
		"traits.firstName": "first_name", "traits.lastName": "last_name"}}
	return Preset{"woocommerce", "WooCommerce", Setup{Preset: "woocommerce", Sign: Sign{Kind: HMACSHA256, Name: "X-WC-Webhook-Signature"},
		Topic: "header:X-WC-Webhook-Topic", Forms: []Form{
			{Topics: []string{"order.created", "order.updated"}, List: "line_items", Mapping: order},
			{Topics: []string{"customer.created", "customer.updated"}, Mapping: customer}}}}
}

// kiotviet says of an invoice's Status: 1 done, 2 cancelled, 3 under way, 5 not
// delivered; an invoice has the customer's number alone, unless it is delivered.
func kiotviet() Preset {
	const in = "Notifications.Data."
	invoice := capture.Mapping{Event: capture.EventOrder, Channel: "store", Statuses: map[string]string{"1": capture.EventOrder,
		"2": capture.EventCancelled, "3": capture.EventOrder, "5": capture.EventCancelled}, Columns: map[string]string{
		"time": in + "PurchaseDate", "order": in + "Code", "value": in + "Total", "status": in + "Status", "branch": in + "BranchName",
		"userId": in + "CustomerCode", "phone": in + "InvoiceDelivery.ContactNumber", "traits.name": in + "CustomerName",
		"properties.staff": in + "SoldByName", "properties.payment_method": in + "Payments.Method",
		"product.name": in + "InvoiceDetails.ProductName", "product.sku": in + "InvoiceDetails.ProductCode",
		"product.quantity": in + "InvoiceDetails.Quantity", "product.price": in + "InvoiceDetails.Price"}}
	customer := capture.Mapping{Columns: map[string]string{"userId": in + "Code", "phone": in + "ContactNumber", "email": in + "Email",
		"traits.name": in + "Name", "traits.gender": in + "Gender", "traits.birthday": in + "BirthDate", "traits.address": in + "Address"}}
	return Preset{"kiotviet", "KiotViet", Setup{Preset: "kiotviet", Sign: Sign{Kind: HMACSHA256, Name: "X-Hub-Signature"},
		Topic: "body:Notifications.Action", Forms: []Form{
			{Topics: []string{"invoice.update"}, List: "Notifications.Data.InvoiceDetails", Mapping: invoice},
			{Topics: []string{"customer.update"}, List: "Notifications.Data", Mapping: customer}}}}
}

func nhanh() Preset {
	order := capture.Mapping{Event: capture.EventOrder, Channel: "website", Columns: map[string]string{
		"time": "data.createdDateTime", "order": "data.orderId", "value": "data.calcTotalMoney", "status": "data.status",
		"phone": "data.customerMobile", "email": "data.customerEmail", "userId": "data.customerId", "traits.name": "data.customerName",
		"traits.address": "data.customerAddress", "properties.sale_channel": "data.saleChannel",
		"product.name": "data.products.name", "product.sku": "data.products.code", "product.quantity": "data.products.quantity",
		"product.price": "data.products.price"}}
	return Preset{"nhanh", "Nhanh.vn", Setup{Preset: "nhanh", Sign: Sign{Kind: BodyToken, Name: "webhooksVerifyToken"}, Topic: "body:event",
		Forms: []Form{{Topics: []string{"orderAdd", "orderUpdate"}, List: "data.products", Mapping: order}}}}
}
