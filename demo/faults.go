package demo

import "time"

// Fault is something that goes wrong in the simulated business, planted so
// that anybody can check that Chạm finds it.
type Fault struct {
	ID string
	// What goes wrong and How to see it, in plain English.
	What, How string
	// DaysAgo is when it began, counted back from the end of the demo; it
	// begins at midnight, Vietnamese time.
	DaysAgo int
	// Normal and Faulty are the chances, before and since, of Outcome.
	Normal, Faulty float64
	Outcome        string
}

// Since returns when the fault begins in a demo that ends at end, UTC.
func (f Fault) Since(end time.Time) time.Time {
	return midnight(instantOf(end).day() - f.DaysAgo).time()
}

// on gives the chance of the outcome at moment t.
func (f Fault) on(t, end instant) float64 {
	if t >= midnight(end.day()-f.DaysAgo) {
		return f.Faulty
	}
	return f.Normal
}

// The five planted faults.
var (
	// FaultMobilePayment: a new version of the payment page hides the button
	// on telephones. Desktop is as before.
	FaultMobilePayment = Fault{
		ID: "mobile-payment", DaysAgo: 24, Normal: .14, Faulty: .62,
		What:    "The payment page loses people who pay on a telephone.",
		Outcome: "the customer gives up at Checkout Started on a mobile device",
		How:     "Journeys, “Điều đã đổi” by device: mobile at “Trang thanh toán” leads; or “Điểm rời” broken down by device.",
	}
	// FaultZaloNight: the evening shift was cut; who writes between 20 h and
	// midnight waits until morning, and most have gone by then.
	FaultZaloNight = Fault{
		ID: "zalo-night", DaysAgo: 90, Normal: .24, Faulty: .70,
		What:    "Zalo questions asked after 20 h wait until morning.",
		Outcome: "the customer leaves after a question asked on Zalo from 20 h to midnight",
		How:     "Journeys, “Điểm rời”, touchpoint “Tư vấn Zalo OA”, broken down by hour: 20 to 23 h against the day.",
	}
	// FaultBranch: Hà Đông lost its experienced staff: lower scores, and
	// customers who do not come back.
	FaultBranch = Fault{
		ID: "branch-service", DaysAgo: 150, Normal: .30, Faulty: .72,
		What:    "The Hà Đông branch gives poor service.",
		Outcome: "the customer never returns after a treatment at Hà Đông",
		How:     "Journeys, “Điểm rời”, touchpoint “Buổi trị liệu”, broken down by branch: Hà Đông against the two others.",
	}
	// FaultCareEmail: the home-care guide goes out as a long e-mail that
	// lands in the promotions folder. Normal is what other e-mails get.
	FaultCareEmail = Fault{
		ID: "care-email", DaysAgo: 210, Normal: .38, Faulty: .015,
		What:    "Nobody opens the home-care e-mail.",
		Outcome: "the e-mail “huong-dan-ve-nha” is opened",
		How: "Journeys without a map, funnel Email Delivered → Email Opened, " +
			"broken down by campaign: “huong-dan-ve-nha” beside “xac-nhan-lich”.",
	}
	// FaultMessenger: a click-to-message advertisement started, and people
	// ask for prices in a channel that nobody put on the map.
	FaultMessenger = Fault{
		ID: "messenger-unmapped", DaysAgo: 75, Normal: .06, Faulty: .45,
		What:    "Price questions in Messenger are a busy touchpoint that the map does not have.",
		Outcome: "a customer who meets the spa through Facebook asks in Messenger",
		How:     "Map, panel “Chưa có trên bản đồ”, or Journeys, “So với bản đồ”: “Messenger Message Received” stands first by volume.",
	}
)

// Faults lists the five, in the order of docs/demo.md.
var Faults = []Fault{FaultMobilePayment, FaultZaloNight, FaultBranch, FaultCareEmail, FaultMessenger}
