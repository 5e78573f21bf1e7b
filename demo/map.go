package demo

import "cham"

// MapID is the id of the demo map.
const MapID cham.MapID = "moc-an"

// Map is the journey map the business drew: what it believes about its
// customers, bound to the touches the simulator makes. Two things are wrong
// with it on purpose: nothing tells of the sign board (a neglected
// touchpoint), and Messenger has no place on it (FaultMessenger).
func Map() cham.JourneyMap {
	return cham.JourneyMap{
		ID: MapID, Name: "Liệu trình chăm sóc da", Version: 1, Template: "spa",
		// Treatments are about a month apart, so silence is judged later than usual.
		SilenceDays: 10, WindowDays: 30, ReturnDays: 60,
		Persona: cham.Persona{
			Name: "Chị Lan, 34 tuổi, nhân viên văn phòng ở Hà Nội",
			Description: "Thu nhập 18–25 triệu đồng, hai con nhỏ, chỉ rảnh buổi tối và cuối tuần. " +
				"Đọc đánh giá trước khi đặt lịch, thích nhắn Zalo hơn gọi điện.",
			Goals: []string{"Da sạch mụn trước Tết", "Có chỗ thư giãn riêng tư gần cơ quan", "Biết rõ giá trọn gói"},
			Pains: []string{"Từng bị ép mua thêm", "Nhắn tin buổi tối không ai trả lời", "Sợ dùng sản phẩm không rõ nguồn gốc"},
		},
		Stages:      stages(),
		Touchpoints: touchpoints(),
	}
}

func stages() []cham.Stage {
	return []cham.Stage{
		{ID: "nhan-biet", Name: "Nhận biết",
			Does:   "Lướt Facebook giờ nghỉ trưa, xem đánh giá trên Google Maps",
			Thinks: "Chỗ này có thật sự riêng tư không?",
			Pains:  "Quảng cáo hứa nhiều, thiếu ảnh thật",
			Ideas:  "Loạt ảnh trước–sau có xác nhận của khách",
			KPI:    "Giá mỗi khách mới ≤ 20.000 ₫"},
		{ID: "can-nhac", Name: "Cân nhắc",
			Does:   "So giá ba spa, nhắn Zalo hỏi giá và lịch buổi tối",
			Thinks: "Hỏi giá mà chờ gần một tiếng…",
			Pains:  "Zalo trả lời chậm; bảng giá không ghi trọn gói",
			Ideas:  "Trả lời Zalo trong 5 phút, kể cả buổi tối",
			KPI:    "Trả lời đầu tiên, trung vị ≤ 5 phút"},
		{ID: "mua", Name: "Mua",
			Does:   "Đặt lịch cuối tuần, quét mã QR giữ chỗ",
			Thinks: "Mong không phát sinh thêm tiền.",
			Pains:  "Trang thanh toán trên điện thoại khó bấm",
			Ideas:  "Giữ chỗ trước, thanh toán tại quầy",
			KPI:    "Thanh toán xong / bắt đầu thanh toán ≥ 80 %"},
		{ID: "trai-nghiem", Name: "Trải nghiệm",
			Does:   "Đến sau 18 giờ, trị liệu 75 phút, chụp ảnh da",
			Thinks: "Kỹ thuật viên nhẹ tay, da dịu hẳn.",
			Pains:  "Hướng dẫn về nhà dài, khó nhớ",
			Ideas:  "Đổi e-mail thành ba tin Zalo ngắn",
			KPI:    "Điểm hài lòng 4–5 sau buổi đầu ≥ 85 %"},
		{ID: "trung-thanh", Name: "Trung thành",
			Does:   "Đặt lại lịch, rủ đồng nghiệp đi cùng",
			Thinks: "Khách quen có ưu đãi gì không?",
			Pains:  "Sinh nhật chỉ có một tin SMS mẫu",
			Ideas:  "Tặng một buổi cho hai bạn cùng đến",
			KPI:    "Mua lại trong 60 ngày ≥ 45 %"},
	}
}

// anyOf makes a rule of matches.
func anyOf(m ...cham.Match) cham.Rule { return cham.Rule{Any: m} }

// on matches the touches of an act, by event name and channel.
func on(a act) cham.Match {
	m := cham.Match{Event: acts[a].event, Channel: acts[a].channel}
	if acts[a].call == cham.CallPage {
		m.Event = cham.PageViewed
	}
	return m
}

// page matches views of a page.
func page(path string) cham.Match { return cham.Match{Event: cham.PageViewed, Path: path} }

// messageOf matches everything told about one message to customers.
func messageOf(c campaignID, ch cham.Channel) cham.Match {
	return cham.Match{Channel: ch, Campaign: campaigns[c].name}
}

func touchpoints() []cham.Touchpoint {
	var all []cham.Touchpoint
	for _, in := range []struct {
		stage string
		list  []cham.Touchpoint
	}{
		{"nhan-biet", awarenessStage()},
		{"can-nhac", considerationStage()},
		{"mua", purchaseStage()},
		{"trai-nghiem", experienceStage()},
		{"trung-thanh", loyaltyStage()},
	} {
		for _, t := range in.list {
			t.Stage = in.stage
			all = append(all, t)
		}
	}
	return all
}

func awarenessStage() []cham.Touchpoint {
	return []cham.Touchpoint{
		{ID: "quang-cao-facebook", Name: "Quảng cáo Facebook", Channel: "facebook", Emotion: .2, Owner: "Marketing",
			Rule: anyOf(on(adClicked)),
			Does: "Bấm vào ảnh soi da miễn phí", Thinks: "Miễn phí thật không?",
			Pain: "Quảng cáo nào cũng giống nhau", Idea: "Dùng ảnh thật của ba cơ sở"},
		{ID: "video-tiktok", Name: "Video một ngày ở spa", Channel: "tiktok", Emotion: .7, Owner: "Marketing",
			Rule: anyOf(on(videoWatched)),
			Does: "Xem hết video rồi bấm vào trang", Thinks: "Phòng riêng nhìn thích quá.",
			Pain: "Không biết cơ sở nào gần", Idea: "Ghim địa chỉ ba cơ sở"},
		{ID: "google-maps", Name: "Đánh giá Google Maps", Channel: "google", Emotion: .6, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(on(mapsViewed)),
			Does: "Đọc năm đánh giá gần nhất", Thinks: "Người thật viết, đáng tin.",
			Pain: "Đánh giá xấu không ai trả lời", Idea: "Trả lời mọi đánh giá trong ngày"},
		{ID: "ban-be-gioi-thieu", Name: "Bạn bè giới thiệu", Channel: "website", Emotion: 1.2, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(cham.Match{Event: cham.PageViewed, Medium: campaigns[campaignFriend].medium}),
			Does: "Mở đường dẫn đồng nghiệp gửi", Thinks: "Nó đi rồi thì mình yên tâm.",
			Pain: "Ưu đãi cho bạn mới không rõ", Idea: "Trang chào riêng cho người được giới thiệu"},
		{ID: "bien-hieu-to-roi", Name: "Biển hiệu, tờ rơi", Channel: "print", Emotion: 0, Owner: "Marketing",
			Rule: anyOf(cham.Match{Event: acts[surveyQRScanned].event, Channel: "print", Property: map[string]string{"placement": "bien-hieu"}}),
			Does: "Đi ngang, nhìn thấy biển", Pain: "Mã QR trên tờ rơi chưa dẫn đi đâu", Idea: "In mã QR riêng cho từng cơ sở"},
	}
}

func considerationStage() []cham.Touchpoint {
	return []cham.Touchpoint{
		{ID: "trang-dich-vu", Name: "Trang dịch vụ, sản phẩm", Channel: "website", Emotion: .5, Owner: "Marketing",
			Rule: anyOf(on(productViewed), on(productsSearched), page("/"), page("/khuyen-mai"), page("/cam-nang/*")),
			Does: "Đọc quy trình, xem ảnh phòng", Thinks: "Da mình có hợp không?",
			Pain: "Nhiều chữ, ít ảnh thật", Idea: "Bài kiểm tra loại da ba câu hỏi"},
		{ID: "bang-gia", Name: "Bảng giá", Channel: "website", Emotion: 0, Owner: "Marketing",
			Rule: anyOf(page("/bang-gia")),
			Does: "So giá với hai spa khác", Thinks: "Đã gồm sản phẩm chưa?",
			Pain: "Không ghi giá trọn gói", Idea: "Ghi rõ “không phát sinh”"},
		{ID: "tu-van-zalo", Name: "Tư vấn Zalo OA", Channel: "zalo", Emotion: 1.4, Owner: "Tư vấn", MomentOfTruth: true,
			Rule: anyOf(on(zaloAsked), on(zaloAnswered), on(bookedByChat)),
			Does: "Nhắn hỏi giá và giờ trống buổi tối", Thinks: "Sao chưa ai trả lời?",
			Pain: "Nhắn sau 20 giờ, sáng mai mới có người", Idea: "Một ca trực tối, câu trả lời mẫu về giá"},
		{ID: "gian-hang-shopee", Name: "Gian hàng Shopee", Channel: "shopee", Emotion: .4, Owner: "Bán hàng",
			Rule: anyOf(on(shopeeViewed)),
			Does: "Xem sản phẩm, đọc đánh giá có ảnh", Thinks: "Hàng chính hãng chứ?",
			Pain: "Ít ảnh khách dùng thật", Idea: "Mời khách gửi ảnh đổi điểm"},
	}
}

func purchaseStage() []cham.Touchpoint {
	return []cham.Touchpoint{
		{ID: "dat-lich-website", Name: "Đặt lịch trên website", Channel: "website", Emotion: .8, Owner: "Tư vấn",
			Rule: anyOf(on(bookedOnline), page("/dat-lich"), messageOf(mailBooking, "email")),
			Does: "Chọn cơ sở, giờ và kỹ thuật viên", Thinks: "Còn chỗ tối thứ Bảy, may quá.",
			Pain: "Phải nhập lại số điện thoại", Idea: "Nhớ thông tin lần trước"},
		{ID: "hotline-dat-lich", Name: "Hotline đặt lịch", Channel: "call", Emotion: .6, Owner: "Tư vấn",
			Rule: anyOf(on(callAnswered), on(bookedByPhone)),
			Does: "Gọi hỏi giờ trống", Thinks: "Nói chuyện với người vẫn nhanh hơn.",
			Pain: "Ngoài giờ không ai nhấc máy", Idea: "Gọi lại cuộc nhỡ trước 9 giờ sáng"},
		{ID: "trang-thanh-toan", Name: "Trang thanh toán", Channel: "website", Emotion: .2, Owner: "Vận hành",
			Rule: anyOf(on(productAdded), on(cartViewed), on(checkoutStarted), on(paymentEntered), page("/gio-hang"), page("/thanh-toan")),
			Does: "Kiểm tra đơn, chọn mã QR", Thinks: "Bấm vào đâu nhỉ?",
			Pain: "Trên điện thoại, nút bị che", Idea: "Thử lại bản cũ trên điện thoại"},
		{ID: "thanh-toan", Name: "Thanh toán", Channel: "store", Emotion: .6, Owner: "Vận hành", Goal: true,
			Rule: anyOf(on(paidOnline), on(paidAtCounter)),
			Does: "Quét mã QR hoặc trả tại quầy", Thinks: "Đúng giá đã báo.",
			Pain: "Chờ xác nhận chuyển khoản", Idea: "Tự xác nhận trong mười giây"},
		{ID: "don-shopee", Name: "Đơn Shopee", Channel: "shopee", Emotion: .5, Owner: "Bán hàng", Goal: true,
			Rule: anyOf(on(shopeeOrdered)),
			Does: "Đặt bằng mã giảm giá", Thinks: "Mai có hàng không?",
			Pain: "Mua liệu trình không chọn được giờ hẹn", Idea: "Gửi mã giữ chỗ ngay sau đơn"},
	}
}

func experienceStage() []cham.Touchpoint {
	return []cham.Touchpoint{
		{ID: "don-tiep", Name: "Đón tiếp tại cơ sở", Channel: "store", Emotion: 1.2, Owner: "Cơ sở",
			Rule: anyOf(on(storeVisited)),
			Does: "Uống trà, thay đồ, soi da", Thinks: "Ở đây yên tĩnh thật.",
			Pain: "Cuối tuần phải chờ", Idea: "Nhắn giờ nên đến trước một tiếng"},
		{ID: "buoi-tri-lieu", Name: "Buổi trị liệu", Channel: "store", Emotion: 1.8, Owner: "Cơ sở", MomentOfTruth: true,
			Rule: anyOf(on(treatmentStarted), on(treatmentCompleted)),
			Does: "Nằm nghỉ 75 phút", Thinks: "Nhẹ tay, da dịu hẳn.",
			Pain: "Mỗi lần một kỹ thuật viên khác", Idea: "Cho chọn kỹ thuật viên quen"},
		{ID: "giao-hang", Name: "Giao hàng GHN", Channel: "partner", Emotion: .4, Owner: "Vận hành",
			Rule: anyOf(on(orderShipped), on(orderDelivered)),
			Does: "Nhận hàng ở bảo vệ toà nhà", Thinks: "Hộp gói đẹp.",
			Pain: "Người giao không gọi trước", Idea: "Nhắn giờ giao qua Zalo"},
		{ID: "huong-dan-ve-nha", Name: "Hướng dẫn về nhà", Channel: "email", Emotion: .9, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(messageOf(mailHomeCare, "email")),
			Does: "Nhận e-mail hướng dẫn dài hai trang", Thinks: "Tối nay có được rửa mặt không?",
			Pain: "E-mail nằm trong mục quảng cáo", Idea: "Ba tin Zalo ngắn, mỗi ngày một tin"},
		{ID: "khao-sat", Name: "Khảo sát sau buổi", Channel: "zalo", Emotion: .5, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(on(surveyAnswered), cham.Match{Event: acts[surveyQRScanned].event, Channel: "print",
				Property: map[string]string{"placement": "the-khao-sat"}}),
			Does: "Quét mã trên thẻ, chấm điểm", Thinks: "Góp ý xong có ai đọc không?",
			Pain: "Không ai phản hồi góp ý", Idea: "Gọi lại mọi điểm 1–2 trong ngày"},
	}
}

func loyaltyStage() []cham.Touchpoint {
	return []cham.Touchpoint{
		{ID: "nhac-lich", Name: "Nhắc lịch tái khám", Channel: "zalo", Emotion: .6, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(on(reminderDelivered)),
			Does: "Nhận tin nhắc trước ba ngày", Thinks: "Đến hẹn rồi à.",
			Pain: "Bấm vào không đặt được ngay", Idea: "Một nút đặt lại giờ cũ"},
		{ID: "the-thanh-vien", Name: "Thẻ thành viên Mộc", Channel: "store", Emotion: 1, Owner: "Cơ sở",
			Rule: anyOf(on(pointsEarned)),
			Does: "Tích điểm tại quầy", Thinks: "Được bao nhiêu điểm rồi?",
			Pain: "Không xem được điểm ở nhà", Idea: "Gửi số điểm trong tin cảm ơn"},
		{ID: "gioi-thieu-danh-gia", Name: "Giới thiệu, đánh giá", Channel: "zalo", Emotion: 1.3, Owner: "Chăm sóc khách hàng",
			Rule: anyOf(on(inviteSent), on(reviewWritten)),
			Does: "Gửi đường dẫn cho bạn, viết đánh giá", Thinks: "Bạn mình sẽ thích.",
			Pain: "Quà cho người giới thiệu đến chậm", Idea: "Tặng một buổi cho hai bạn cùng đến"},
		{ID: "sinh-nhat", Name: "Sinh nhật, dịp lễ", Channel: "sms", Emotion: .5, Owner: "Marketing",
			Rule: anyOf(messageOf(smsBirthday, "sms"), messageOf(mailOffer, "email")),
			Does: "Đọc tin chúc mừng", Thinks: "Tin mẫu gửi cho cả nghìn người.",
			Pain: "Không có quà kèm theo", Idea: "Mời một lần gội đầu thảo dược"},
	}
}
