package known

// Reports of what advertising cost, by day and campaign; capability/cost reads
// them by the same headings.
//
// Meta: "Số tiền đã chi tiêu (VND)" and its neighbours (stored index files
// 53222052438, 54713156327), in English "Amount spent (USD)" (52921573323).
// Google Ads and TikTok: shared case 07, and the headings that capability/cost knows.
var ads = []Export{
	{Name: "meta-ads", System: "Meta", Kind: Costs, Signature: []string{"Số tiền đã chi tiêu", "Ngày|Bắt đầu báo cáo|Lượt bắt đầu báo cáo"}},
	{Name: "meta-ads", System: "Meta", Kind: Costs, Signature: []string{"Amount spent", "Day|Reporting starts"}},
	{Name: "tiktok-ads", System: "TikTok", Kind: Costs, Signature: []string{"Campaign name", "Cost|Total cost", "By Day|stat_time_day|Date"}},
	{Name: "google-ads", System: "Google Ads", Kind: Costs, Signature: []string{"Campaign|Chiến dịch", "Cost|Chi phí", "Day|Ngày"}},
}
