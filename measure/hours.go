package measure

// Hours are how many touches there were at each hour of the day.
type Hours [24]int

// priorTouches is how much everybody's habits weigh against one's own, in touches: who was
// there twice at night is not taken for one who sleeps by day.
const priorTouches = 8

// BestHour is the hour at which somebody is most likely there: of their own touches, an hour
// beside counting half, and of everybody's, as if these were so many more of theirs. Ties, and
// those without any touches, go by everybody's; the earliest hour of equals.
func BestHour(own, all *Hours) int {
	total := 0
	for _, n := range all {
		total += n
	}
	best, most := 0, -1.0
	for h := range 24 {
		score := smooth(own, h)
		if total > 0 {
			score += priorTouches * smooth(all, h) / float64(total)
		}
		if score > most {
			best, most = h, score
		}
	}
	return best
}

// smooth is how many there were about an hour: the day goes round.
func smooth(h *Hours, at int) float64 {
	return float64(h[at]) + float64(h[(at+1)%24]+h[(at+23)%24])/2
}
