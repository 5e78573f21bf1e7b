package known

// Marketplaces: the buyer is an account there, phones are masked.
//
// Shopee: the order export of the Vietnamese seller centre as a test with headings
// of a real file lists them (stored index file 58856256028), and readers that name
// both columns of "tổng số tiền người mua thanh toán" (70482483658: with a capital
// N it is the line's, else the order's); in English 70829537032.
// TikTok Shop: the 54 columns of its export, jeffpham2906/JP-Manager
// server/types/order.d.ts.
// Lazada: orderItemId … of its CSV, as readers of it name them (54717539966,
// 36258327103) and shared case 09's neighbours.
var marketplaces = []Export{
	{
		Name: "shopee-orders", System: "Shopee", Kind: Touches, Event: bought, Channel: "shopee",
		Signature: []string{"Mã đơn hàng", "Trạng Thái Đơn Hàng", "Tổng số tiền Người mua thanh toán"},
		Columns: []Column{
			{"order", "Mã đơn hàng"}, {"time", "Ngày đặt hàng"}, {"status", "Trạng Thái Đơn Hàng"},
			{"shopee", "Người Mua|Tên đăng nhập người mua"}, {"traits.name", "Tên Người nhận|Tên người nhận"}, {"phone", "Số điện thoại"},
			{"value", "Tổng số tiền người mua thanh toán|Tổng số tiền Người mua thanh toán"}, {"product.sku", "SKU phân loại hàng|SKU sản phẩm"},
			{"product.name", "Tên sản phẩm"}, {"product.quantity", "Số lượng"}, {"product.price", "Giá ưu đãi"},
			{"traits.city", "Tỉnh/Thành phố"},
			{"properties.cancel_reason", "Lý do hủy"}, {"properties.return_status", "Trạng thái Trả hàng/Hoàn tiền"},
		},
		Statuses: map[string]string{"Hoàn thành": bought, "Đã giao": bought, "Đã nhận được hàng": bought, "Đang giao": bought,
			"Chờ xác nhận": bought, "Chờ lấy hàng": bought, "Chờ giao hàng": bought, "Chờ thanh toán": begun, "Chưa thanh toán": begun,
			"Đã hủy": cancelled, "Trả hàng/Hoàn tiền": returned},
	},
	{
		Name: "shopee-orders", System: "Shopee", Kind: Touches, Event: bought, Channel: "shopee",
		Signature: []string{"Order ID", "Order Status", "Username (Buyer)|Buyer Username", "SKU Reference No.", "Deal Price"},
		Columns: []Column{
			{"order", "Order ID"}, {"time", "Order Creation Date|Create Time"}, {"status", "Order Status"},
			{"shopee", "Username (Buyer)|Buyer Username"}, {"traits.name", "Receiver Name"}, {"phone", "Phone Number"},
			{"value", "Total Amount|Grand Total|Order Total"}, {"product.sku", "SKU Reference No."}, {"product.name", "Product Name"},
			{"product.quantity", "Quantity"}, {"product.price", "Deal Price"}, {"traits.city", "Province|City"},
			{"properties.cancel_reason", "Cancel Reason|Cancel reason"}, {"properties.return_status", "Return/Refund Status"},
		},
		Statuses: map[string]string{"Completed": bought, "To ship": bought, "Shipping": bought, "To receive": bought, "Unpaid": begun,
			"Cancelled": cancelled, "Return/Refund": returned},
	},
	{
		Name: "tiktokshop-orders", System: "TikTok Shop", Kind: Touches, Event: bought, Channel: "tiktokshop",
		Signature: []string{"Order ID", "Order Status", "Order Substatus", "SKU Platform Discount"},
		Columns: []Column{
			{"order", "Order ID"}, {"time", "Created Time"}, {"status", "Order Status"}, {"cancelled", "Cancelled Time"},
			{"tiktokshop", "Buyer Username"}, {"traits.name", "Recipient|Receiver Name"}, {"phone", "Phone #|Phone Number"},
			{"value", "Order Amount"}, {"refund", "Order Refund Amount"}, {"product.sku", "Seller SKU|SKU ID"},
			{"product.name", "Product Name"}, {"product.quantity", "Quantity"}, {"product.price", "SKU Unit Original Price"},
			{"product.total", "SKU Subtotal After Discount"}, {"traits.city", "Province|City"}, {"properties.cancel_reason", "Cancel Reason"},
			{"properties.payment", "Payment Method"},
		},
		Statuses: map[string]string{"Completed": bought, "To ship": bought, "Shipped": bought, "Delivered": bought, "Unpaid": begun,
			"Cancelled": cancelled, "Canceled": cancelled, "Đã hoàn tất": bought, "Cần vận chuyển": bought, "Đã vận chuyển": bought,
			"Đã giao": bought, "Chưa thanh toán": begun, "Đã hủy": cancelled},
	},
	{
		Name: "lazada-orders", System: "Lazada", Kind: Touches, Event: bought, Channel: "lazada",
		Signature: []string{"orderItemId", "orderNumber", "lazadaSku|lazadaId", "paidPrice"},
		Columns: []Column{
			{"order", "orderNumber"}, {"time", "createTime"}, {"status", "status"}, {"email", "customerEmail"},
			{"traits.name", "customerName"}, {"phone", "billingPhone|shippingPhone"}, {"product.sku", "sellerSku"},
			{"product.name", "itemName"}, {"product.price", "unitPrice"}, {"product.total", "paidPrice"}, {"traits.city", "shippingCity"},
			{"properties.payment", "payMethod"}, {"refund", "refundAmount"},
		},
		Statuses: map[string]string{"delivered": bought, "confirmed": bought, "pending": bought, "packed": bought, "ready_to_ship": bought,
			"shipped": bought, "unpaid": begun, "canceled": cancelled, "cancelled": cancelled, "failed": cancelled,
			"failed_delivery": cancelled, "lost_by_3pl": cancelled, "damaged_by_3pl": cancelled, "returned": returned,
			"shipped_back": cancelled, "shipped_back_success": cancelled},
	},
}
