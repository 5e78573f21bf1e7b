package demo

import "cham"

// Business is the name of the simulated chain.
const Business = "Mộc An"

// Properties are the event properties the demo workspace declares, so that
// binding rules may look at them.
var Properties = []string{"placement", "payment_method"}

const site = "https://mocan.example"

// act is something that can happen between a customer and the business.
type act uint8

const (
	identify act = iota // says who somebody is; never a touch
	adClicked
	videoWatched
	mapsViewed
	pageViewed
	productsSearched
	productViewed
	productAdded
	cartViewed
	zaloAsked
	zaloAnswered
	messengerAsked
	messengerAnswered
	livestreamCommented
	callAnswered
	callMissed
	bookedOnline
	bookedByPhone
	bookedByChat
	checkoutStarted
	paymentEntered
	paidOnline
	paidAtCounter
	shopeeViewed
	shopeeOrdered
	storeVisited
	treatmentStarted
	treatmentCompleted
	orderShipped
	orderDelivered
	emailDelivered
	emailOpened
	emailClicked
	smsDelivered
	reminderDelivered
	surveyQRScanned
	surveyAnswered
	pointsEarned
	inviteSent
	reviewWritten
)

// acts says how each act is told: e-commerce and e-mail names are those of
// the Segment specification, the others are our own.
var acts = [...]struct {
	call    cham.CallType
	event   string
	channel cham.Channel
}{
	identify:            {cham.CallIdentify, "", ""},
	adClicked:           {cham.CallTrack, "Ad Clicked", "facebook"},
	videoWatched:        {cham.CallTrack, "Video Watched", "tiktok"},
	mapsViewed:          {cham.CallTrack, "Google Maps Viewed", "google"},
	pageViewed:          {cham.CallPage, "", "website"},
	productsSearched:    {cham.CallTrack, "Products Searched", "website"},
	productViewed:       {cham.CallTrack, "Product Viewed", "website"},
	productAdded:        {cham.CallTrack, "Product Added", "website"},
	cartViewed:          {cham.CallTrack, "Cart Viewed", "website"},
	zaloAsked:           {cham.CallTrack, "Zalo Message Received", "zalo"},
	zaloAnswered:        {cham.CallTrack, "Zalo Message Sent", "zalo"},
	messengerAsked:      {cham.CallTrack, "Messenger Message Received", "messenger"},
	messengerAnswered:   {cham.CallTrack, "Messenger Message Sent", "messenger"},
	livestreamCommented: {cham.CallTrack, "Livestream Commented", "tiktok"},
	callAnswered:        {cham.CallTrack, "Call Answered", "call"},
	callMissed:          {cham.CallTrack, "Call Missed", "call"},
	bookedOnline:        {cham.CallTrack, "Booking Made", "website"},
	bookedByPhone:       {cham.CallTrack, "Booking Made", "call"},
	bookedByChat:        {cham.CallTrack, "Booking Made", "zalo"},
	checkoutStarted:     {cham.CallTrack, "Checkout Started", "website"},
	paymentEntered:      {cham.CallTrack, "Payment Info Entered", "website"},
	paidOnline:          {cham.CallTrack, "Order Completed", "website"},
	paidAtCounter:       {cham.CallTrack, "Order Completed", "store"},
	shopeeViewed:        {cham.CallTrack, "Product Viewed", "shopee"},
	shopeeOrdered:       {cham.CallTrack, "Order Completed", "shopee"},
	storeVisited:        {cham.CallTrack, "Store Visited", "store"},
	treatmentStarted:    {cham.CallTrack, "Treatment Started", "store"},
	treatmentCompleted:  {cham.CallTrack, "Treatment Completed", "store"},
	orderShipped:        {cham.CallTrack, "Order Shipped", "partner"},
	orderDelivered:      {cham.CallTrack, "Order Delivered", "partner"},
	emailDelivered:      {cham.CallTrack, "Email Delivered", "email"},
	emailOpened:         {cham.CallTrack, "Email Opened", "email"},
	emailClicked:        {cham.CallTrack, "Email Link Clicked", "email"},
	smsDelivered:        {cham.CallTrack, "SMS Delivered", "sms"},
	reminderDelivered:   {cham.CallTrack, "Zalo Reminder Delivered", "zalo"},
	surveyQRScanned:     {cham.CallTrack, "QR Scanned", "print"},
	surveyAnswered:      {cham.CallTrack, "Survey Answered", "zalo"},
	pointsEarned:        {cham.CallTrack, "Loyalty Points Earned", "store"},
	inviteSent:          {cham.CallTrack, "Invite Sent", "zalo"},
	reviewWritten:       {cham.CallTrack, "Product Reviewed", "google"},
}

// item is a service or product with its price in VND; services also have a
// length in minutes.
type item struct {
	slug, name string
	price      int
	minutes    int
}

// items: services first, then products; [0] is none.
var items = [...]item{
	{},
	{"cham-soc-da-co-ban", "Chăm sóc da cơ bản", 450_000, 60},
	{"tri-mun-chuan-y-khoa", "Trị mụn chuẩn y khoa", 690_000, 75},
	{"massage-duong-sinh", "Massage dưỡng sinh", 520_000, 90},
	{"triet-long", "Triệt lông", 890_000, 45},
	{"goi-dau-thao-duoc", "Gội đầu thảo dược", 250_000, 60},
	{"lieu-trinh-phuc-hoi-6-buoi", "Liệu trình phục hồi 6 buổi", 3_600_000, 75},
	{"serum-vitamin-c", "Serum vitamin C", 390_000, 0},
	{"kem-chong-nang", "Kem chống nắng", 320_000, 0},
	{"sua-rua-mat-rau-ma", "Sữa rửa mặt rau má", 220_000, 0},
	{"mat-na-ngai-cuu", "Mặt nạ ngải cứu", 150_000, 0},
	{"nuoc-hoa-hong", "Nước hoa hồng", 260_000, 0},
}

const (
	firstService, lastService = 1, 6
	firstProduct, lastProduct = 7, 11

	course         = 6 // paid once, comes in
	courseSessions = 6
)

func (it item) service() bool { return it.minutes > 0 }

func (it item) path() string {
	if it.service() {
		return "/dich-vu/" + it.slug
	}
	return "/san-pham/" + it.slug
}

// pageID is a page of the website that belongs to no single item.
type pageID uint8

const (
	noPage pageID = iota
	pageHome
	pageLanding
	pagePrices
	pageBlog
	pageBooking
	pageCart
	pagePayment
	pageThanks
)

var pages = [...]struct{ path, title string }{
	noPage:      {},
	pageHome:    {"/", "Mộc An Spa"},
	pageLanding: {"/khuyen-mai", "Ưu đãi tháng này"},
	pagePrices:  {"/bang-gia", "Bảng giá"},
	pageBlog:    {"/cam-nang/da-mun-nen-lam-gi", "Da mụn nên làm gì"},
	pageBooking: {"/dat-lich", "Đặt lịch"},
	pageCart:    {"/gio-hang", "Giỏ hàng"},
	pagePayment: {"/thanh-toan", "Thanh toán"},
	pageThanks:  {"/cam-on", "Cảm ơn"},
}

// branchID is one of the three branches, 0 for none.
type branchID uint8

const (
	noBranch branchID = iota
	hoanKiem
	cauGiay
	haDong
)

var branches = [...]string{noBranch: "", hoanKiem: "Hoàn Kiếm", cauGiay: "Cầu Giấy", haDong: "Hà Đông"}

// campaignID is what a link or message says it belongs to, 0 for none.
type campaignID uint8

const (
	noCampaign campaignID = iota
	campaignEvergreen
	campaignTet
	campaignMarch8
	campaignSummer
	campaignOctober20
	campaignBlackFriday
	campaignTikTok
	campaignGoogle
	campaignFriend
	campaignMessenger
	mailBooking
	mailHomeCare
	mailOffer
	smsBirthday
	zaloReminder
)

// campaigns as links carry them (utm source, medium, campaign); click is the
// parameter the advertiser adds.
var campaigns = [...]struct{ source, medium, name, click string }{
	noCampaign:          {},
	campaignEvergreen:   {"facebook", "cpc", "soi-da-mien-phi", "fbclid"},
	campaignTet:         {"facebook", "cpc", "tet-da-xinh", "fbclid"},
	campaignMarch8:      {"facebook", "cpc", "qua-8-3", "fbclid"},
	campaignSummer:      {"facebook", "cpc", "he-chong-nang", "fbclid"},
	campaignOctober20:   {"facebook", "cpc", "qua-20-10", "fbclid"},
	campaignBlackFriday: {"facebook", "cpc", "black-friday", "fbclid"},
	campaignTikTok:      {"tiktok", "video", "mot-ngay-o-spa", "ttclid"},
	campaignGoogle:      {"google", "cpc", "spa-gan-day", "gclid"},
	campaignFriend:      {"ban-be", "referral", "ban-gioi-thieu", ""},
	campaignMessenger:   {"facebook", "messenger", "nhan-tin-nhan-gia", ""},
	mailBooking:         {"mocan", "email", "xac-nhan-lich", ""},
	mailHomeCare:        {"mocan", "email", "huong-dan-ve-nha", ""},
	mailOffer:           {"mocan", "email", "uu-dai-dip-le", ""},
	smsBirthday:         {"mocan", "sms", "sinh-nhat", ""},
	zaloReminder:        {"mocan", "zalo", "nhac-lich-tai-kham", ""},
}
