package crash

import (
	"fmt"
	"testing"
	"time"
)

// The judge must see what is wrong.
func TestCompare(t *testing.T) {
	l := &ledger{sent: map[string]sent{}, answered: map[string]bool{}}
	l.send(sent{id: "kept", user: "u"}, sent{id: "lost", user: "u"}, sent{id: "open", user: "u"}, sent{id: "twice", user: "u"})
	l.answer("kept", "lost", "twice")
	var r Report
	if have := r.compare(map[string]int{"kept": 1, "twice": 2, "stranger": 1}, l); len(have) != 2 {
		t.Errorf("%d are there", len(have))
	}
	r.expectAll("", map[string]int{"a": 1, "c": 1}, map[string]int{"a": 1, "b": 1})
	if got := fmt.Sprint(r.Lost, r.Doubled, r.Unknown, len(r.Wrong)); got != "[lost] [twice] [stranger] 2" {
		t.Error(got)
	}
	if r.Err() == nil || (Report{}).Err() != nil {
		t.Errorf("%v, %v", r.Err(), Report{}.Err())
	}
}

func TestModel(t *testing.T) {
	at := func(n int) time.Time { return began.Add(time.Duration(n) * time.Minute) }
	m := modelOf([]sent{
		{device: "d1", name: "B", at: at(2)}, {user: "u1", name: "A", at: at(1)}, {user: "u1", device: "d1", name: "C", at: at(3)},
		{device: "d2", name: "A", at: at(1)}, {user: "u2", name: "A", at: at(1)}, {user: "u2", name: "B", at: at(5)},
	})
	if m.customers != 3 || fmt.Sprint(m.touches, m.pairs, m.pairCustomers) != "map[A:3 B:2 C:1] map[A → B:2 B → C:1] map[A → B:2 B → C:1]" {
		t.Errorf("%+v", m)
	}
}
