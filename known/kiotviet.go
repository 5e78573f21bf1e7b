package known

// KiotViet's lists as their "Xuất file" writes them. Headings of invoices: a public
// reader of "Danh sách hóa đơn" (stored index file 53760619318: Thời gian, Chi
// nhánh, Điện thoại, Tổng tiền hàng, Khách cần trả, Khách đã trả, Đơn giá, Thành
// tiền); of customers: the legacy list of 27 columns in 71273176930. Statuses: the
// numbers 1, 2, 3, 5 of its API and their words in the list.
var kiotViet = []Export{
	{
		Name: "kiotviet-invoices", System: "KiotViet", Kind: Touches, Event: bought, Channel: "store", Layout: "dmy",
		Signature: []string{"Mã hóa đơn", "Khách cần trả", "Khách đã trả"},
		Columns: []Column{
			{"order", "Mã hóa đơn"}, {"time", "Thời gian|Thời gian tạo|Ngày bán"}, {"status", "Trạng thái"},
			{"userId", "Mã khách hàng|Mã KH"}, {"traits.name", "Tên khách hàng|Khách hàng"},
			{"phone", "Điện thoại|Số điện thoại|Điện thoại khách hàng"}, {"email", "Email"},
			{"branch", "Chi nhánh|Tên chi nhánh"}, {"channel", "Kênh bán|Kênh bán hàng"}, {"value", "Khách cần trả"},
			{"product.sku", "Mã hàng"}, {"product.name", "Tên hàng|Tên hàng hóa"}, {"product.quantity", "Số lượng"},
			{"product.price", "Giá bán|Đơn giá"}, {"product.total", "Thành tiền"}, {"properties.seller", "Người bán|Nhân viên bán"},
		},
		Statuses: map[string]string{"Hoàn thành": bought, "Đang xử lý": bought, "Đang giao hàng": bought, "Đã hủy": cancelled,
			"Không giao được": cancelled, "Phiếu tạm": begun},
	},
	{
		// An order that was carried out has an invoice, too, which is the sale.
		Name: "kiotviet-orders", System: "KiotViet", Kind: Touches, Event: begun, Channel: "store", Layout: "dmy",
		Signature: []string{"Mã đặt hàng", "Khách cần trả", "Trạng thái"},
		Columns: []Column{
			{"order", "Mã đặt hàng"}, {"time", "Thời gian|Thời gian tạo"}, {"status", "Trạng thái"}, {"userId", "Mã khách hàng|Mã KH"},
			{"traits.name", "Tên khách hàng|Khách hàng"}, {"phone", "Điện thoại|Số điện thoại"}, {"email", "Email"},
			{"branch", "Chi nhánh"}, {"channel", "Kênh bán"}, {"value", "Khách cần trả"}, {"product.sku", "Mã hàng"},
			{"product.name", "Tên hàng"}, {"product.quantity", "Số lượng"}, {"product.price", "Giá bán|Đơn giá"},
			{"product.total", "Thành tiền"},
		},
		Statuses: map[string]string{"Phiếu tạm": begun, "Đã xác nhận": begun, "Đang giao hàng": begun, "Hoàn thành": begun, "Kết thúc": begun,
			"Đã hủy": cancelled},
	},
	{
		Name: "kiotviet-returns", System: "KiotViet", Kind: Touches, Event: refunded, Channel: "store", Layout: "dmy",
		Signature: []string{"Mã trả hàng", "Cần trả khách", "Thời gian"},
		Columns: []Column{
			{"order", "Mã hóa đơn"}, {"time", "Thời gian|Thời gian tạo"}, {"userId", "Mã khách hàng|Mã KH"},
			{"traits.name", "Tên khách hàng|Khách hàng"}, {"phone", "Điện thoại|Số điện thoại"}, {"branch", "Chi nhánh"},
			{"value", "Cần trả khách"}, {"properties.return_id", "Mã trả hàng"},
		},
	},
	{
		Name: "kiotviet-customers", System: "KiotViet", Kind: Customers, Layout: "dmy",
		Signature: []string{"Mã khách hàng", "Tên khách hàng", "Tổng bán trừ trả hàng"},
		Columns: []Column{
			{"userId", "Mã khách hàng"}, {"phone", "Điện thoại"}, {"email", "Email"}, {"time", "Ngày tạo"},
			{"traits.name", "Tên khách hàng"}, {"traits.birthday", "Ngày sinh"}, {"traits.gender", "Giới tính"},
			{"traits.city", "Khu vực giao hàng|Khu vực"}, {"traits.group", "Nhóm khách hàng"}, {"traits.points", "Điểm hiện tại"},
			{"traits.company", "Công ty"},
		},
	},
}
