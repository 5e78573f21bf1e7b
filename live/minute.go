package live

import "time"

// minute counts what was received in the last 60 seconds, one box a second.
type minute struct {
	boxes [60]int
	last  int64 // the second of the newest box
}

// turn empties the boxes of seconds that began since the last turn.
func (m *minute) turn(now time.Time) {
	second := now.Unix()
	for s := max(m.last+1, second-59); s <= second; s++ {
		m.boxes[s%60] = 0
	}
	m.last = max(m.last, second)
}

// add counts one in its second's box, when that is one of the 60.
func (m *minute) add(at time.Time) {
	if second := min(at.Unix(), m.last); second > m.last-60 {
		m.boxes[second%60]++
	}
}

func (m *minute) sum() (n int) {
	for _, b := range m.boxes {
		n += b
	}
	return n
}
