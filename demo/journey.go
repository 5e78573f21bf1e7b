package demo

// state is a place in a customer's life. It does what the customer does there
// and returns where they go next, nil when they leave for good.
//
//	meet ─┬─ look ──┬─ ask ──┬─ book ── pay ─┬─ visit ─┐
//	      ├─ message│        └─ leave        └─ ship ──┤
//	      ├─ browseShopee ── orderOnShopee ── ship ────┤
//	      └─ visit (walks in)                          │
//	           ▲            remember ◄── careFor ◄─────┘
//	           └── visit / look / zalo / phone / browseShopee ◄──┘
//
// A customer who leaves after an order may drift back months later.
type state func(*walk) state

// meet: the customer hears of the spa for the first time, or once more.
func meet(w *walk) state {
	way := pick(w.rng, w.persona.meets)
	switch way {
	case byFacebook:
		return meetFacebook(w)
	case byTikTok:
		w.campaign = campaignTikTok
		w.watch()
		if w.chance(.07) {
			return comment
		}
	case byMaps:
		w.campaign = noCampaign
		if w.chance(.35) {
			w.campaign = campaignGoogle
		}
		w.do(mapsViewed, touch{campaign: w.campaign, seconds: w.seconds(50, .6)})
	case byFriend:
		w.campaign = campaignFriend
		return look
	case byShopee:
		return browseShopee
	case byWalkIn:
		w.choose(firstService, lastService)
		return visit
	}
	return afterMeeting(w, .40)
}

// meetFacebook: an advertisement leads to the website or, since the
// click-to-message advertisement, into Messenger.
func meetFacebook(w *walk) state {
	o, _ := occasionOn(w.t.day())
	w.campaign = o.campaign
	w.do(adClicked, touch{campaign: w.campaign})
	for w.chance(.68) { // seen again, not yet moved
		w.wait(3*day, .8)
		w.moveToActiveHour()
		w.do(adClicked, touch{campaign: w.campaign})
	}
	w.wait(8*second, .5)
	if w.chance(FaultMessenger.on(w.t, w.end)) {
		return message
	}
	return afterMeeting(w, .45)
}

// watch: one video leads to the next, today or in a few days.
func (w *walk) watch() {
	for {
		w.do(videoWatched, touch{campaign: campaignTikTok, seconds: w.seconds(22, .7)})
		if !w.chance(.68) {
			return
		}
		if w.chance(.5) {
			w.wait(minute, .8)
		} else {
			w.wait(2*day, .8)
			w.moveToActiveHour()
		}
	}
}

// afterMeeting: interested people go on at once, some need a second contact.
func afterMeeting(w *walk, interest float64) state {
	if w.chance(interest) {
		w.wait(30*second, 1)
		return look
	}
	if w.chance(.5) {
		w.wait(4*day, .8)
		w.moveToActiveHour()
		return meet
	}
	return nil
}

// comment: a question under a livestream, which sometimes leads to Shopee.
func comment(w *walk) state {
	w.wait(2*minute, .6)
	w.do(livestreamCommented, touch{})
	if w.chance(.5) {
		w.wait(10*minute, 1)
		return browseShopee
	}
	return nil
}

// look: a visit of the website.
func look(w *walk) state {
	if w.item == 0 || w.chance(.3) {
		w.chooseAny()
	}
	w.device = w.deviceNow()
	w.browse(w.landing())
	if w.chance(.3) {
		w.browse(pageBlog)
	}
	for range 1 + w.rng.IntN(8) {
		w.do(productViewed, touch{item: w.item, campaign: w.campaign})
		w.wait(55*second, .8)
		if w.chance(.3) {
			w.chooseAny()
		}
	}
	if w.chance(.12) {
		w.do(productsSearched, touch{item: w.item})
		w.wait(15*second, .5)
	}
	if w.chance(.5) {
		w.browse(pagePrices)
	}
	return afterLooking
}

func (w *walk) landing() pageID {
	switch {
	case w.campaign != noCampaign && campaigns[w.campaign].medium == "cpc":
		return pageLanding
	case w.chance(.12):
		return pageBlog
	}
	return pageHome
}

// deviceNow: the telephone or the computer, nearly always the usual one.
func (w *walk) deviceNow() device {
	if w.chance(.985) {
		return w.usual
	}
	return mobile + desktop - w.usual
}

// afterLooking: ask, buy, come back another day, or leave. Customers who
// have bought before decide faster.
func afterLooking(w *walk) state {
	buying := w.persona.buying
	if w.orders > 0 {
		buying = .72
	}
	switch {
	case w.chance(w.persona.asking):
		return ask
	case w.chance(buying):
		return decide(w)
	case w.chance(w.persona.sessions / (1 + w.persona.sessions)):
		w.wait(2*day, 1)
		w.moveToActiveHour()
		w.campaign = noCampaign
		return look
	}
	return nil
}

// decide: treatments are booked, products are put in the cart.
func decide(w *walk) state {
	if items[w.item].service() {
		return book
	}
	w.do(productAdded, touch{item: w.item})
	w.wait(minute, .7)
	w.browse(pageCart)
	w.do(cartViewed, touch{item: w.item})
	return pay
}

// ask: a question before buying, on the channel the customer likes.
func ask(w *walk) state {
	w.fromSite = true
	w.wait(5*minute, 1)
	switch pick(w.rng, w.persona.asks) {
	case askPhone:
		return phone
	case askLivestream:
		return comment
	}
	return zalo
}

// zalo: the answer takes minutes by day; since the fault it takes until
// morning for those who write at night, and most of them leave.
func zalo(w *walk) state {
	asked := w.t
	w.do(zaloAsked, touch{item: w.item})
	if w.fromSite && !w.zaloLinked && w.chance(.6) {
		w.identify(keyAnonymous | keyZalo) // the button on the website says who comes
	}
	if w.chance(.35) {
		w.wait(minute, .6)
		w.do(zaloAsked, touch{item: w.item})
	}
	leaving := FaultZaloNight.Normal
	w.wait(6*minute, .8)
	if asked.hour() >= 20 {
		if leaving = FaultZaloNight.on(asked, w.end); leaving == FaultZaloNight.Faulty {
			w.t = max(w.t, midnight(asked.day()+1)+8*hour+w.lognormal(25*minute, .5))
		}
	}
	w.do(zaloAnswered, touch{item: w.item, seconds: int32((w.t - asked) / second)})
	if w.chance(leaving) {
		return nil
	}
	return readyToBuy
}

// message: a price question in Messenger. Answers are slow and short.
func message(w *walk) state {
	w.do(messengerAsked, touch{campaign: campaignMessenger})
	for w.chance(.6) {
		w.wait(2*minute, .8)
		w.do(messengerAsked, touch{})
	}
	asked := w.t
	w.wait(35*minute, .9)
	w.do(messengerAnswered, touch{seconds: int32((w.t - asked) / second)})
	if w.chance(.55) {
		return nil
	}
	if w.chance(.3) { // they typed their number into the chat
		w.identify(keyPSID | keyPhone)
	}
	w.wait(3*hour, 1)
	return look
}

// phone: the hotline; after hours nobody answers.
func phone(w *walk) state {
	if h := w.t.hour(); h < 8 || h >= 21 {
		w.do(callMissed, touch{})
		if w.chance(.5) {
			return nil
		}
		w.t = midnight(w.t.day()+1) + 9*hour + w.lognormal(2*hour, .6)
	}
	w.do(callAnswered, touch{item: w.item, seconds: w.seconds(140, .5)})
	if w.chance(.22) {
		return nil
	}
	if items[w.item].service() {
		w.wait(20*second, .3)
		w.branch = w.home
		w.do(bookedByPhone, touch{item: w.item, branch: w.branch})
		return visit
	}
	return readyToBuy
}

// readyToBuy customers book in the chat, on the website, or think about it.
func readyToBuy(w *walk) state {
	w.wait(25*minute, 1.2)
	w.device = w.deviceNow()
	switch x := w.rng.Float64(); {
	case x < .30 && items[w.item].service():
		w.linkZalo()
		w.branch = w.home
		w.do(bookedByChat, touch{item: w.item, branch: w.branch})
		return visit
	case x < .72:
		return decide(w)
	case x < .88:
		w.wait(day, .8)
		w.moveToActiveHour()
		return look
	}
	return nil
}

// linkZalo: the customer gives their number in Zalo.
func (w *walk) linkZalo() {
	if !w.zaloLinked {
		w.zaloLinked = true
		w.identify(keyZalo | keyPhone)
	}
}

// book: an appointment on the website, then paid at once or at the counter.
func book(w *walk) state {
	w.browse(pageBooking)
	w.signIn()
	w.branch = w.home
	w.do(bookedOnline, touch{item: w.item, branch: w.branch, page: pageBooking})
	w.mailing(mailBooking, .62)
	w.wait(minute, .5)
	if w.chance(.55) {
		return pay
	}
	return visit
}

// pay on the website. Those who fail on the telephone rarely come back.
func pay(w *walk) state {
	w.browse(pagePayment)
	w.signIn()
	w.do(checkoutStarted, touch{item: w.item, money: w.price(), page: pagePayment})
	w.wait(50*second, .6)
	leaving := .10
	if w.device == mobile {
		leaving = FaultMobilePayment.on(w.t, w.end)
	}
	if w.chance(leaving) {
		return nil
	}
	w.do(paymentEntered, touch{item: w.item, money: w.price(), page: pagePayment})
	w.wait(40*second, .5)
	w.do(paidOnline, touch{item: w.item, money: w.price(), page: pageThanks})
	w.orders++
	w.paid = true
	if items[w.item].service() {
		return visit
	}
	return ship
}

// browseShopee and orderOnShopee: the shop on the marketplace.
func browseShopee(w *walk) state {
	w.choose(firstProduct, lastProduct)
	for range 1 + w.rng.IntN(3) {
		w.do(shopeeViewed, touch{item: w.item})
		w.wait(50*second, .8)
	}
	switch {
	case w.chance(.30):
		return orderOnShopee
	case w.chance(.35):
		w.wait(3*day, .9)
		w.moveToActiveHour()
		return browseShopee
	}
	return nil
}

func orderOnShopee(w *walk) state {
	w.wait(3*minute, .8)
	w.do(shopeeOrdered, touch{item: w.item, money: w.price()})
	w.orders++
	return ship
}

// ship: a courier brings products; the label carries the telephone number.
func ship(w *walk) state {
	k := keyPhone
	if !w.known {
		k |= keyShopee
	}
	w.wait(20*hour, .4)
	w.do(orderShipped, touch{item: w.item, keys: k})
	w.wait(2*day, .4)
	w.do(orderDelivered, touch{item: w.item, keys: k})
	return remember
}

func (w *walk) choose(first, last int) {
	w.item = uint8(first + w.rng.IntN(last-first+1))
}

func (w *walk) chooseAny() {
	if w.chance(w.persona.products) {
		w.choose(firstProduct, lastProduct)
	} else {
		w.choose(firstService, lastService)
	}
}
