package known

// Reports of what Google counted, without anybody in them; capability/count reads
// them by the columns below.
//
// Google Analytics: "Page path and screen class,Views,Active users", "Session
// source / medium,Session campaign,Sessions,Users" (stored index files 57706344879,
// 71488899189), "Session primary channel group (Default Channel Group)" (54695557996),
// "Date,Session default channel group,Sessions" (58632408423), "Landing page + query
// string" (59419660025), lines of "# Start date: 20261101" or "# 20260723-20260922"
// (68984931167) above; in Vietnamese "Nguồn/phương tiện của phiên", "Ngày thứ n",
// "# Ngày bắt đầu" (54796765631).
// Search Console: "Top queries,Clicks,Impressions,CTR,Position" (54548899831), in
// Vietnamese "Truy vấn hàng đầu,Số lần nhấp,Số lần hiển thị,CTR,Vị trí"
// (57568733369), "Trang hàng đầu,Lượt nhấp,Lượt hiển thị,CTR,Vị trí" (63292742229) and
// "Truy vấn,Trang,Lượt nhấp,Lượt hiển thị,CTR,Vị trí" (60886198906).
//
// Not seen in an export, but as Google's help and its readers write them: the Vietnamese
// names of channel groups ("Nhóm kênh mặc định của phiên", 69723370791, in a text), pages,
// landing pages, campaigns, views and users. A report with another name is not known by
// its look; it is imported after its heading is written here.
var counts = []Export{
	analytics(sourceMedium + "|Session source|Nguồn của phiên|" + campaignOf + "|" + pageOf + "|" + channelGroup),
	analytics("Nth day|Ngày thứ n"), // the picture above the table
	searchConsole(keywordOf + "|" + topPage),
	searchConsole("Date|Dates|Ngày"),
}

// The columns of both, as they are called in English and Vietnamese.
const (
	sourceMedium = "Session source / medium|Source / medium|Session manual source / medium|Nguồn/phương tiện của phiên|" +
		"Nguồn/phương tiện phiên|Phiên - Nguồn/phương tiện|Nguồn/phương tiện"
	campaignOf = "Session campaign|Session campaign name|Session manual campaign name|Chiến dịch của phiên|Tên chiến dịch của phiên|" +
		"Chiến dịch phiên|Phiên - Chiến dịch"
	pageOf = "Page path and screen class|Page path|Page path + query string|Landing page|Landing page + query string|" +
		"Đường dẫn trang và lớp màn hình|Đường dẫn trang|Đường dẫn trang + chuỗi truy vấn|Trang đích|Trang đích + chuỗi truy vấn"
	channelGroup = "Session primary channel group (Default Channel Group)|Session primary channel group|Session default channel group|" +
		"Session default channel grouping|Nhóm kênh chính của phiên (Nhóm kênh mặc định)|Nhóm kênh chính của phiên|" +
		"Nhóm kênh chính trong phiên (Nhóm kênh mặc định)|Nhóm kênh mặc định của phiên|Nhóm kênh mặc định của phiên truy cập"
	keywordOf = "Top queries|Query|Queries|Truy vấn hàng đầu|Cụm từ tìm kiếm hàng đầu|Truy vấn|Cụm từ tìm kiếm"
	topPage   = "Top pages|Page|Pages|Trang hàng đầu|Trang"
	sessions  = "Sessions|Phiên|Số phiên|Số phiên truy cập|Phiên truy cập"
	users     = "Total users|Users|Active users|Tổng số người dùng|Người dùng|Số người dùng|Người dùng đang hoạt động|" +
		"Số người dùng đang hoạt động"
	views       = "Views|Lượt xem|Số lượt xem"
	clicks      = "Clicks|Số lần nhấp|Lượt nhấp|Số lượt nhấp|Số lượt nhấp chuột"
	impressions = "Impressions|Số lần hiển thị|Lượt hiển thị|Số lượt hiển thị"
)

func analytics(of string) Export {
	e := Export{Name: "google-analytics", System: "Google Analytics", Kind: Counts,
		Signature: []string{of, sessions + "|" + users + "|" + views},
		Columns: []Column{{"day", "Date|Ngày"}, {"source", sourceMedium}, {"sourceAlone", "Session source|Nguồn của phiên"},
			{"mediumAlone", "Session medium|Phương tiện của phiên"}, {"campaign", campaignOf}, {"page", pageOf}, {"group", channelGroup},
			{"range", "Date range|Phạm vi ngày|Dải ngày"}, {"sessions", sessions}, {"users", users}, {"views", views}}}
	if of[0] == 'N' {
		e.Signature = e.Signature[:1]
	}
	return e
}

func searchConsole(of string) Export {
	return Export{Name: "search-console", System: "Google Search Console", Kind: Counts,
		Signature: []string{of, clicks, impressions, "CTR", "Position|Vị trí"},
		Columns: []Column{{"day", "Date|Dates|Ngày"}, {"keyword", keywordOf}, {"page", topPage}, {"clicks", clicks},
			{"impressions", impressions}, {"position", "Position|Vị trí"}}}
}
