package known

// Vietnamese shop systems.
//
// Sapo: the columns of its list of orders as public code of the same admin page
// names them (stored index file 6740289820), and the words of its order states.
// Haravan: the layout of Shopify with Vietnamese headings, field by field as its
// API documents orders (channels.md, S16); in English it is Shopify's file.
// Nhanh.vn: the fields of its order API (channels.md, S18) and of its list of
// orders (vutientai/manual, docs/don-hang), with the states its webhooks send.
// None of the three was seen as a file: a heading that differs falls back to the
// guess, column by column.
var shops = []Export{
	{
		Name: "sapo-orders", System: "Sapo", Kind: Touches, Event: bought, Channel: "website", Layout: "dmy",
		Signature: []string{"Mã đơn hàng|Mã đơn", "Nguồn đơn hàng|Nguồn đơn", "Khách phải trả|Tổng tiền khách phải trả"},
		Columns: []Column{
			{"order", "Mã đơn hàng|Mã đơn"}, {"time", "Ngày tạo đơn|Ngày tạo|Ngày chứng từ|Ngày bán"},
			{"status", "Trạng thái đơn hàng|Trạng thái đơn|Trạng thái"}, {"cancelled", "Ngày hủy đơn|Ngày hủy"},
			{"userId", "Mã khách hàng"}, {"traits.name", "Tên khách hàng|Khách hàng"}, {"phone", "Số điện thoại|Điện thoại|SĐT khách hàng"},
			{"email", "Email|Email khách hàng"}, {"branch", "Chi nhánh|Chi nhánh bán"}, {"channel", "Nguồn đơn hàng|Nguồn đơn|Kênh bán hàng"},
			{"value", "Khách phải trả|Tổng tiền khách phải trả"}, {"refund", "Tiền hoàn trả|Tiền đã hoàn"},
			{"product.sku", "Mã SKU|SKU|Mã sản phẩm"}, {"product.name", "Tên sản phẩm|Sản phẩm"}, {"product.quantity", "Số lượng"},
			{"product.price", "Đơn giá|Giá bán"}, {"product.total", "Thành tiền"}, {"properties.coupon", "Mã giảm giá|Mã khuyến mại"},
			{"properties.seller", "Nhân viên bán hàng|Nhân viên phụ trách"},
		},
		Statuses: map[string]string{"Đặt hàng": bought, "Đang giao dịch": bought, "Hoàn thành": bought, "Kết thúc": bought, "Đã hủy": cancelled,
			"Đã hoàn trả": returned, "Trả hàng": returned},
	},
	{
		Name: "haravan-orders", System: "Haravan", Kind: Touches, Event: bought, Channel: "website", Layout: "dmy",
		Signature: []string{"Mã đơn hàng", "Trạng thái thanh toán", "Trạng thái giao hàng|Trạng thái vận chuyển", "Tổng cộng"},
		Columns: []Column{
			{"order", "Mã đơn hàng"}, {"time", "Ngày tạo|Ngày đặt hàng|Thời gian tạo"}, {"status", "Trạng thái thanh toán"},
			{"cancelled", "Ngày hủy|Thời gian hủy"}, {"email", "Email"}, {"phone", "Điện thoại|Số điện thoại|Điện thoại người mua"},
			{"traits.name", "Tên khách hàng|Họ tên|Người mua"}, {"value", "Tổng cộng"}, {"refund", "Số tiền hoàn lại|Đã hoàn tiền"},
			{"channel", "Kênh bán hàng|Kênh|Nguồn"}, {"branch", "Chi nhánh|Kho bán"}, {"currency", "Đơn vị tiền tệ|Tiền tệ"},
			{"product.sku", "Mã sản phẩm|SKU"}, {"product.name", "Tên sản phẩm"}, {"product.quantity", "Số lượng"},
			{"product.price", "Giá sản phẩm|Đơn giá"}, {"properties.coupon", "Mã giảm giá|Mã khuyến mãi"},
			{"properties.payment", "Phương thức thanh toán"},
		},
		Statuses: map[string]string{"Đã thanh toán": bought, "Chờ xử lý": bought, "Chưa thanh toán": bought, "Đã xác nhận": bought,
			"Thanh toán một phần": bought, "Đã hoàn tiền": returned, "Hoàn tiền một phần": bought, "Đã hủy": cancelled},
	},
	{
		Name: "nhanh-orders", System: "Nhanh.vn", Kind: Touches, Event: bought, Channel: "website", Layout: "dmy",
		Signature: []string{"ID đơn hàng|ID", "Thu của khách|Tổng thu của khách|Tổng thu", "Hãng vận chuyển|Hãng VC", "Trạng thái"},
		Columns: []Column{
			{"order", "ID đơn hàng|ID"}, {"time", "Ngày tạo|Ngày đặt|Thời gian tạo|Ngày"}, {"status", "Trạng thái"},
			{"traits.name", "Tên khách hàng|Khách hàng"}, {"phone", "Số điện thoại|Điện thoại|SĐT"}, {"email", "Email"},
			{"userId", "ID khách hàng|Mã khách hàng"}, {"value", "Tổng tiền|Tổng giá trị|Thu của khách|Tổng thu của khách|Tổng thu"},
			{"channel", "Kênh bán|Nguồn đơn hàng"}, {"branch", "Kho hàng|Kho|Cửa hàng"}, {"product.sku", "Mã sản phẩm|Mã SP"},
			{"product.name", "Tên sản phẩm|Sản phẩm"}, {"product.quantity", "Số lượng|SL"}, {"product.price", "Giá bán|Đơn giá|Giá"},
			{"properties.seller", "Nhân viên bán hàng|NV bán hàng"},
		},
		Statuses: map[string]string{"Mới": bought, "Đang xác nhận": bought, "Chờ khách xác nhận": bought, "Đã xác nhận": bought,
			"Đang đóng gói": bought, "Đã đóng gói": bought, "Đổi kho xuất hàng": bought, "Chờ thu gom": bought, "Đang chuyển": bought,
			"Đang giao hàng": bought, "Thành công": bought, "Thất bại": cancelled, "Khách hủy": cancelled, "Hệ thống hủy": cancelled,
			"Hết hàng": cancelled, "Hãng vận chuyển hủy đơn": cancelled, "Đang chuyển hoàn": cancelled, "Đã chuyển hoàn": cancelled},
	},
}
