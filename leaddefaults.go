package cham

// DefaultLeadGroups are the groups that hold until somebody changes them, as
// Vietnamese businesses speak of their sources. The caller's own.
func DefaultLeadGroups() LeadGroups {
	paid := []string{"cpc", "ppc", "cpm", "cpv", "cpa", "paid*", "*_paid", "ads", "ad", "sem",
		"display", "banner", "retargeting", "quang*cao", "quảng*cáo"}
	facebook := []string{"facebook*", "fb", "fb_*", "fb-*", "meta", "messenger", "an"}
	instagram := []string{"instagram*", "ig"}
	none := []string{""}
	return LeadGroups{
		{ID: "google-ads", Any: []LeadCase{{Click: []string{"gclid", "gbraid", "wbraid", "dclid"}},
			{Source: []string{"google*", "adwords*", "gg"}, Medium: paid}, {Source: []string{"google*ads", "adwords*", "gg*ads"}}}},
		{ID: "facebook-ads", Any: []LeadCase{{Source: append(append([]string{}, facebook...), instagram...), Medium: paid},
			{Source: []string{"facebook*ads", "fb*ads", "meta*ads", "instagram*ads", "ig*ads"}}}},
		{ID: "tiktok-ads", Any: []LeadCase{{Click: []string{"ttclid"}},
			{Source: []string{"tiktok*"}, Medium: paid}, {Source: []string{"tiktok*ads"}}}},
		{ID: "zalo-ads", Any: []LeadCase{{Source: []string{"zalo*"}, Medium: paid}, {Source: []string{"zalo*ads"}}}},
		{ID: "other-ads", Any: []LeadCase{{Click: []string{"msclkid", "twclid", "li_fat_id"}}, {Medium: paid}}},
		{ID: "google-search", Any: []LeadCase{{Source: []string{"google*"}, Medium: []string{"organic", "", "search"}},
			{Channel: []string{"google"}}}},
		{ID: "search", Any: []LeadCase{{Medium: []string{"organic"}}, {Source: []string{"bing", "coccoc", "duckduckgo", "yahoo"}}}},
		{ID: "ai", Any: []LeadCase{{Source: []string{"chatgpt*", "perplexity*", "gemini*", "copilot*", "claude*"}},
			{Referrer: []string{"chatgpt.com", "perplexity.ai", "gemini.google.com", "copilot.microsoft.com", "claude.ai"}}}},
		{ID: "email", Any: []LeadCase{{Medium: []string{"email", "e-mail", "newsletter"}}, {Channel: []string{"email"}}}},
		{ID: "messages", Any: []LeadCase{{Medium: []string{"sms", "zns"}}, {Channel: []string{"sms"}}}},
		{ID: "facebook", Any: []LeadCase{{Source: facebook}, {Channel: []string{"facebook", "messenger"}}}},
		{ID: "instagram", Any: []LeadCase{{Source: instagram}, {Channel: []string{"instagram"}}}},
		{ID: "tiktokshop", Any: []LeadCase{{Channel: []string{"tiktokshop"}}, {Source: []string{"tiktok*shop"}}}},
		{ID: "tiktok", Any: []LeadCase{{Source: []string{"tiktok*"}}, {Channel: []string{"tiktok"}}}},
		{ID: "zalo", Any: []LeadCase{{Source: []string{"zalo*"}}, {Channel: []string{"zalo"}}}},
		{ID: "youtube", Any: []LeadCase{{Source: []string{"youtube*"}}}},
		{ID: "shopee", Any: []LeadCase{{Channel: []string{"shopee"}}, {Source: []string{"shopee*"}}}},
		{ID: "lazada", Any: []LeadCase{{Channel: []string{"lazada"}}, {Source: []string{"lazada*"}}}},
		{ID: "referral", Any: []LeadCase{{Channel: []string{"partner"}},
			{Medium: []string{"affiliate*", "referral-program", "ctv", "gioi*thieu", "giới*thiệu", "partner*", "kol", "koc", "influencer"}},
			{Source: []string{"gioi*thieu", "giới*thiệu", "ctv*", "kol*", "koc*"}}}},
		{ID: "websites", Any: []LeadCase{{Medium: []string{MediumReferral}}}},
		{ID: "social", Any: []LeadCase{{Medium: []string{"social*"}}}},
		{ID: "store", Any: []LeadCase{{Channel: []string{"store"}}}},
		{ID: "print", Any: []LeadCase{{Channel: []string{"print", "event"}}, {Medium: []string{"qr", "print", "offline"}}}},
		{ID: "call", Any: []LeadCase{{Channel: []string{"call"}}}},
		{ID: "chat", Any: []LeadCase{{Channel: []string{"chat"}}}},
		{ID: "direct", Any: []LeadCase{{Channel: []string{"website", "app"}, Source: none, Medium: none, Campaign: none, Click: none}}},
		{ID: LeadOther},
	}
}
