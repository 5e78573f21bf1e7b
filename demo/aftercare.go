package demo

import "time"

// The second half of a customer's life: the branch, the treatment, the care
// after it, and coming back. journey.go has the first.

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
		w.identify(keyPhone) // the counter writes down a name and a number, no more
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
			w.identify(keyUser | keyPhone | keyMember | w.mail())
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
	w.moveToActiveHour()
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
		w.moveToActiveHour()
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
	w.moveToActiveHour()
	return again
}
