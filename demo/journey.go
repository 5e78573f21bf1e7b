package demo

import "time"

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
		w.atLeisure()
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
			w.atLeisure()
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
		w.atLeisure()
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
		w.atLeisure()
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
		w.tell(keyAnonymous | keyZalo) // the button on the website says who comes
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
	return convinced
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
		w.tell(keyPSID | keyPhone)
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
	return convinced
}

// convinced customers book in the chat, on the website, or think about it.
func convinced(w *walk) state {
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
		w.atLeisure()
		return look
	}
	return nil
}

// linkZalo: the customer gives their number in Zalo.
func (w *walk) linkZalo() {
	if !w.zaloLinked {
		w.zaloLinked = true
		w.tell(keyZalo | keyPhone)
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
		w.atLeisure()
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

// visit: the customer comes to a branch, pays if need be, and is treated.
func visit(w *walk) state {
	if len(w.out) > 0 || w.orders > 0 {
		w.wait(2*day, .7)
		for w.chance(1 - busyDays[w.t.weekday()]/1.25) {
			w.t += day
		}
	}
	if w.branch == noBranch {
		w.branch = w.home
	}
	w.t = nextOpen(w.t, w.rng)
	w.do(storeVisited, touch{})
	w.wait(8*minute, .5)
	if w.orders == 0 && !w.known && w.chance(.5) {
		w.tell(keyPhone) // the counter writes down a name and a number, no more
	}
	if !w.paid {
		w.do(paidAtCounter, touch{item: w.item, money: w.price()})
		w.orders++
	}
	w.paid = false
	w.wait(6*minute, .5)
	if w.item == course {
		w.left = courseSessions
	}
	return treat
}

// nextSession: a course is paid once and goes on every week.
func nextSession(w *walk) state {
	w.wait(7*day, .2)
	w.t = nextOpen(w.t, w.rng)
	w.do(storeVisited, touch{})
	w.wait(12*minute, .5)
	return treat
}

func treat(w *walk) state {
	length := instant(items[w.item].minutes)*minute + w.lognormal(4*minute, .8)
	w.do(treatmentStarted, touch{item: w.item})
	w.t += length
	w.do(treatmentCompleted, touch{item: w.item, seconds: int32(length / second)})
	w.wait(5*minute, .4)
	if w.left--; w.left > 0 {
		return nextSession
	}
	if w.card || w.orders >= 2 {
		if !w.card {
			w.card, w.known = true, true
			w.tell(keyUser | keyPhone | keyMember | w.mail())
		}
		w.do(pointsEarned, touch{money: w.price()})
	}
	return careFor
}

// careFor: the survey, and the home-care e-mail that nobody opens.
func careFor(w *walk) state {
	poor := w.branch == haDong && FaultBranch.on(w.t, w.end) == FaultBranch.Faulty
	w.wait(3*hour, .4)
	if w.chance(.25) {
		w.device = mobile
		w.do(surveyQRScanned, touch{branch: w.branch})
		w.wait(30*second, .5)
	}
	if w.chance(.42) {
		w.linkZalo()
		w.do(surveyAnswered, touch{score: w.score(poor), branch: w.branch})
	}
	if w.known && w.t >= midnight(w.end.day()-FaultCareEmail.DaysAgo) {
		w.wait(16*hour, .2)
		w.mailing(mailHomeCare, FaultCareEmail.Faulty)
	}
	returning := w.persona.returning
	if poor {
		returning *= (1 - FaultBranch.Faulty) / (1 - FaultBranch.Normal)
	}
	if w.chance(returning) {
		return comeBack
	}
	return nil
}

// score on 1–5.
func (w *walk) score(poor bool) uint8 {
	if poor {
		return uint8(1 + pick(w.rng, []float64{.24, .30, .24, .15, .07}))
	}
	return uint8(1 + pick(w.rng, []float64{.02, .03, .09, .36, .50}))
}

// mailing: a message arrives; it may be opened, and its link followed.
func (w *walk) mailing(c campaignID, opening float64) {
	if w.email == "" || w.email == noEmail {
		return
	}
	w.do(emailDelivered, touch{campaign: c})
	if !w.chance(opening) {
		return
	}
	back := w.t
	w.wait(2*hour, 1)
	w.do(emailOpened, touch{campaign: c})
	if w.chance(.22) {
		w.wait(20*second, .5)
		w.do(emailClicked, touch{campaign: c})
	}
	w.t = back
}

// remember: after a delivery.
func remember(w *walk) state {
	if w.chance(.18) {
		w.wait(2*day, .6)
		w.do(reviewWritten, touch{item: w.item, score: w.score(false)})
	}
	if w.chance(w.persona.returning * .9) {
		return comeBack
	}
	return nil
}

// comeBack: the loyalty loop. The gap between purchases is log-normal with a
// median of three and a half weeks; on the way come reminders, birthdays, offers.
func comeBack(w *walk) state {
	if w.chance(.13) {
		w.wait(day, .6)
		w.linkZalo()
		w.do(inviteSent, touch{})
	}
	if w.chance(.08) {
		w.do(reviewWritten, touch{item: w.item, score: w.score(false)})
	}
	next := w.t + w.lognormal(24*day, .42)
	if w.zaloLinked && w.chance(.7) {
		w.t = max(w.t+hour, next-3*day)
		w.do(reminderDelivered, touch{campaign: zaloReminder})
	}
	w.birthday(next)
	w.follow(next)
	w.t = max(w.t, next)
	w.atLeisure()
	w.offer()
	return again
}

// follow: customers keep seeing what the spa posts.
func (w *walk) follow(until instant) {
	for w.chance(.78) {
		w.wait(3*day, .8)
		if w.t >= until {
			return
		}
		w.atLeisure()
		if w.persona.meets[byTikTok] > w.rng.Float64() {
			w.do(videoWatched, touch{campaign: campaignTikTok, seconds: w.seconds(22, .7)})
			continue
		}
		o, _ := occasionOn(w.t.day())
		w.do(adClicked, touch{campaign: o.campaign})
	}
}

// birthday: an SMS on the day, if it comes before the next visit.
func (w *walk) birthday(next instant) {
	at := w.t.time()
	d := dayOf(at.Year(), time.Month(w.born[0]), w.born[1])
	if on := midnight(d) + 9*hour; on > w.t && on < next && w.phone != noPhone {
		w.t = on
		w.do(smsDelivered, touch{campaign: smsBirthday})
	}
}

// offer: an e-mail on the occasions of the year.
func (w *walk) offer() {
	if _, on := occasionOn(w.t.day()); on && w.known {
		w.mailing(mailOffer, .24)
	}
}

// again: a known customer's next purchase begins where they like to buy.
func again(w *walk) state {
	w.campaign = noCampaign
	w.device = w.deviceNow()
	if w.chance(w.persona.products) {
		w.choose(firstProduct, lastProduct)
	} else if w.chance(.4) || !items[w.item].service() {
		w.choose(firstService, lastService)
	}
	switch x := w.rng.Float64(); {
	case w.persona.meets[byWalkIn] > .5:
		return visit
	case !items[w.item].service() && x < .35:
		return browseShopee
	case x < .60:
		return look
	case x < .74:
		return zalo
	case x < .86:
		return phone
	case items[w.item].service():
		return visit
	}
	return look
}

// drift: of the customers who left, some think of it again months later.
func drift(w *walk) state {
	if w.chance(.55) {
		return nil
	}
	w.wait(75*day, .25)
	w.atLeisure()
	return again
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
