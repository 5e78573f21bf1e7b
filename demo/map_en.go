package demo

import "cham"

// MapIn is the map in a language, "vi" or "en"; what customers wrote, and the
// names that the business sends, stay as they are.
func MapIn(language string) cham.JourneyMap {
	m := Map()
	if language != "en" {
		return m
	}
	m.Name = "Skin care treatment"
	m.Persona = englishPersona
	for i := range m.Stages {
		s := &m.Stages[i]
		id := s.ID
		*s = englishStages[id]
		s.ID = id
	}
	for i := range m.Touchpoints {
		t, w := &m.Touchpoints[i], englishTouchpoints[m.Touchpoints[i].ID]
		t.Name, t.Does, t.Thinks, t.Pain, t.Idea, t.Owner = w.Name, w.Does, w.Thinks, w.Pain, w.Idea, englishOwners[t.Owner]
	}
	return m
}

var englishPersona = cham.Persona{
	Name: "Lan, 34, office worker in Hà Nội",
	Description: "Earns 18–25 million đồng, two small children, free in the evening and at weekends only. " +
		"Reads reviews before booking, would rather write on Zalo than call.",
	Goals: []string{"Clear skin before Tết", "A quiet place to rest near the office", "One price with everything in it"},
	Pains: []string{"Was once pressed to buy more", "Nobody answers in the evening", "Afraid of products of unknown origin"},
}

var englishStages = map[string]cham.Stage{
	"nhan-biet": {Name: "Awareness",
		Does:   "Scrolls Facebook at lunch, reads reviews on Google Maps",
		Thinks: "Is it really private there?",
		Pains:  "Ads promise much, few real pictures",
		Ideas:  "A series of before–after pictures, confirmed by customers",
		KPI:    "Cost of a new customer ≤ 20,000 ₫"},
	"can-nhac": {Name: "Consideration",
		Does:   "Compares three spas, asks on Zalo for prices and evening hours",
		Thinks: "An hour's wait for a price…",
		Pains:  "Zalo answers slowly; the price list names no total",
		Ideas:  "Answer on Zalo within 5 minutes, in the evening too",
		KPI:    "First answer, median ≤ 5 minutes"},
	"mua": {Name: "Purchase",
		Does:   "Books a weekend, pays by QR code to keep the place",
		Thinks: "I hope nothing is added later.",
		Pains:  "The payment page is hard to use on a phone",
		Ideas:  "Keep the place first, pay at the counter",
		KPI:    "Paid / began to pay ≥ 80 %"},
	"trai-nghiem": {Name: "Experience",
		Does:   "Comes after 18:00, 75 minutes of treatment, a picture of the skin",
		Thinks: "Gentle hands, my skin is calm.",
		Pains:  "The home-care guide is long and hard to remember",
		Ideas:  "Three short Zalo messages in place of the e-mail",
		KPI:    "Satisfied (4–5) after the first session ≥ 85 %"},
	"trung-thanh": {Name: "Loyalty",
		Does:   "Books again, brings colleagues",
		Thinks: "Is there something for regulars?",
		Pains:  "One standard SMS on birthdays",
		Ideas:  "A session for two friends who come together",
		KPI:    "Bought again within 60 days ≥ 45 %"},
}

var englishOwners = map[string]string{"Marketing": "Marketing", "Chăm sóc khách hàng": "Customer care", "Tư vấn": "Advisers",
	"Bán hàng": "Sales", "Vận hành": "Operations", "Cơ sở": "Branches"}

var englishTouchpoints = map[string]cham.Touchpoint{
	"quang-cao-facebook": {Name: "Facebook ad", Does: "Clicks the picture of the free skin check", Thinks: "Free, really?",
		Pain: "All ads look alike", Idea: "Use real pictures of the three branches"},
	"video-tiktok": {Name: "Video: a day at the spa", Does: "Watches to the end, then opens the page", Thinks: "I like the private room.",
		Pain: "Does not know which branch is near", Idea: "Pin the three addresses"},
	"google-maps": {Name: "Google Maps reviews", Does: "Reads the latest five reviews", Thinks: "Real people wrote these.",
		Pain: "Bad reviews go unanswered", Idea: "Answer every review within a day"},
	"ban-be-gioi-thieu": {Name: "Word of a friend", Does: "Opens the link a colleague sent", Thinks: "She went there, so it must be fine.",
		Pain: "The offer for new friends is unclear", Idea: "A welcome page for those who were referred"},
	"bien-hieu-to-roi": {Name: "Sign board, flyer", Does: "Walks past and sees the sign",
		Pain: "The flyer's QR code leads nowhere", Idea: "A QR code of its own for each branch"},
	"trang-dich-vu": {Name: "Service and product pages", Does: "Reads how it goes, looks at pictures of the room",
		Thinks: "Is it right for my skin?", Pain: "Many words, few real pictures", Idea: "A skin test of three questions"},
	"bang-gia": {Name: "Price list", Does: "Compares with two other spas", Thinks: "Are the products in it?",
		Pain: "No total price", Idea: "Say “nothing is added”"},
	"tu-van-zalo": {Name: "Advice on Zalo OA", Does: "Asks for a price and a free evening", Thinks: "Why does nobody answer?",
		Pain: "Writes after 20:00, hears the next morning", Idea: "An evening shift, ready answers about prices"},
	"gian-hang-shopee": {Name: "Shopee shop", Does: "Looks at products, reads reviews with pictures", Thinks: "Is it genuine?",
		Pain: "Few pictures by real customers", Idea: "Points for a picture"},
	"dat-lich-website": {Name: "Booking on the website", Does: "Chooses branch, time and therapist",
		Thinks: "Saturday evening is still free, lucky me.", Pain: "The phone number must be typed again", Idea: "Remember it from last time"},
	"hotline-dat-lich": {Name: "Booking by phone", Does: "Calls to ask for a free time", Thinks: "Talking to somebody is faster.",
		Pain: "Nobody picks up after hours", Idea: "Call back missed calls before 9:00"},
	"trang-thanh-toan": {Name: "Payment page", Does: "Checks the order, chooses QR code", Thinks: "Where do I tap?",
		Pain: "On a phone the button is covered", Idea: "Try the old version on phones"},
	"thanh-toan": {Name: "Payment", Does: "Scans the QR code or pays at the counter", Thinks: "Just the price they told me.",
		Pain: "Waits for the transfer to be confirmed", Idea: "Confirm by itself within ten seconds"},
	"don-shopee": {Name: "Shopee order", Does: "Orders with a voucher", Thinks: "Will it be here tomorrow?",
		Pain: "A treatment is bought without choosing a time", Idea: "Send a booking code right after the order"},
	"don-tiep": {Name: "Welcome at the branch", Does: "Drinks tea, changes, has the skin checked", Thinks: "How quiet it is here.",
		Pain: "Has to wait at weekends", Idea: "Say an hour before when to come"},
	"buoi-tri-lieu": {Name: "Treatment", Does: "Rests for 75 minutes", Thinks: "Gentle, my skin is calm.",
		Pain: "Another therapist each time", Idea: "Let regulars choose theirs"},
	"giao-hang": {Name: "Delivery by GHN", Does: "Gets the parcel from the guard", Thinks: "A pretty box.",
		Pain: "The courier does not call before", Idea: "Tell the time on Zalo"},
	"huong-dan-ve-nha": {Name: "Home-care guide", Does: "Gets an e-mail of two pages", Thinks: "May I wash my face tonight?",
		Pain: "The e-mail is filed under promotions", Idea: "Three short Zalo messages, one a day"},
	"khao-sat": {Name: "Survey after the session", Does: "Scans the card's code, gives a score", Thinks: "Does anybody read this?",
		Pain: "Nobody answers to what was said", Idea: "Call back every 1–2 within the day"},
	"nhac-lich": {Name: "Reminder of the next visit", Does: "Gets a message three days before", Thinks: "Time already?",
		Pain: "Cannot book from it at once", Idea: "One button books the usual time"},
	"the-thanh-vien": {Name: "Mộc member card", Does: "Collects points at the counter", Thinks: "How many have I got?",
		Pain: "Cannot see the points at home", Idea: "Put the points into the thank-you message"},
	"gioi-thieu-danh-gia": {Name: "Referral, review", Does: "Sends a friend the link, writes a review", Thinks: "My friend will like it.",
		Pain: "The reward for referring comes late", Idea: "A session for two friends who come together"},
	"sinh-nhat": {Name: "Birthday, holidays", Does: "Reads the wishes", Thinks: "The same text for a thousand people.",
		Pain: "No gift with it", Idea: "Invite to a herbal hair wash"},
}
