package demo

// The ways in which somebody first hears of Mộc An.
const (
	byFacebook = iota
	byTikTok
	byMaps
	byFriend
	byShopee
	byWalkIn
)

// The ways of asking before buying.
const (
	askZalo = iota
	askPhone
	askLivestream
)

// persona is a kind of customer, as chances.
type persona struct {
	name  string
	share float64
	women float64
	// meets and asks weigh the ways above.
	meets []float64
	asks  []float64
	// mobile is the chance that they mostly use a telephone.
	mobile float64
	// sessions is how many visits of the website an interested person makes
	// before deciding, on average.
	sessions float64
	// asking, buying: chances at the end of a visit. products: what they buy
	// is a product rather than a treatment.
	asking, buying, products float64
	// returning is the chance to come back after a treatment or order.
	returning float64
}

var personas = []persona{
	{name: "Chị Lan, nhân viên văn phòng", share: .40, women: .97, mobile: .72, sessions: 2.2,
		meets:  []float64{.46, .06, .26, .14, .05, .03},
		asks:   []float64{.80, .18, .02},
		asking: .24, buying: .24, products: .18, returning: .95},
	{name: "Bạn Vy, sinh viên", share: .28, women: .90, mobile: .93, sessions: 1.7,
		meets:  []float64{.24, .44, .06, .09, .16, .01},
		asks:   []float64{.62, .06, .32},
		asking: .22, buying: .16, products: .62, returning: .90},
	{name: "Cô Hạnh, chủ cửa hàng", share: .15, women: .95, mobile: .66, sessions: 1.2,
		meets:  []float64{.26, .02, .18, .26, .02, .26},
		asks:   []float64{.34, .65, .01},
		asking: .48, buying: .26, products: .10, returning: .95},
	{name: "Anh Tuấn, mua quà", share: .10, women: .04, mobile: .48, sessions: 1.4,
		meets:  []float64{.34, .04, .44, .10, .06, .02},
		asks:   []float64{.55, .43, .02},
		asking: .24, buying: .22, products: .46, returning: .62},
	{name: "Khách vãng lai", share: .07, women: .82, mobile: .85, sessions: .4,
		meets:  []float64{0, 0, .06, .02, 0, .92},
		asks:   []float64{.3, .7, 0},
		asking: .1, buying: .2, products: .3, returning: .5},
}
