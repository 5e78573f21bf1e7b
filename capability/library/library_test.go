package library_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/letter"
	"cham/capability/library"
	"cham/capability/reach"
)

// full is a store that has as many messages as it is told.
type full struct {
	library.Store
	n    int
	kept library.SavedMessage
}

func (f *full) Messages(context.Context, cham.WorkspaceID) ([]library.SavedMessage, error) {
	return make([]library.SavedMessage, f.n), nil
}

func (f *full) CreateMessage(_ context.Context, _ cham.WorkspaceID, m library.SavedMessage) error {
	f.kept = m
	return nil
}

func TestSave(t *testing.T) {
	note, mail := &letter.Note{Text: "Chào"}, &letter.Letter{Subject: "Chào"}
	draft := func(way reach.Way, says map[string]library.Saying) library.SavedDraft {
		return library.SavedDraft{Name: " Sinh nhật ", Class: reach.Care, Way: way, Says: says}
	}
	vi := func(s library.Saying) map[string]library.Saying { return map[string]library.Saying{"vi": s} }
	long := draft(reach.SMS, vi(library.Saying{Text: &letter.Note{Text: strings.Repeat("x", 300<<10)}}))
	nameless := draft(reach.SMS, vi(library.Saying{Text: note}))
	nameless.Name = " "
	classless := draft(reach.SMS, vi(library.Saying{Text: note}))
	classless.Class = "x"
	for name, c := range map[string]struct {
		d     library.SavedDraft
		n     int
		field string
	}{
		"a text":           {draft(reach.SMS, vi(library.Saying{Text: note})), 0, ""},
		"a letter":         {draft(reach.Email, vi(library.Saying{Letter: mail})), library.Most - 1, ""},
		"two languages":    {draft(reach.SMS, map[string]library.Saying{"vi": {Text: note}, "en": {Text: note}}), 0, ""},
		"a letter by SMS":  {draft(reach.SMS, vi(library.Saying{Letter: mail})), 0, "says"},
		"a text by e-mail": {draft(reach.Email, vi(library.Saying{Text: note})), 0, "says"},
		"both":             {draft(reach.Email, vi(library.Saying{Letter: mail, Text: note})), 0, "says"},
		"nothing":          {draft(reach.SMS, nil), 0, "says"},
		"another language": {draft(reach.SMS, map[string]library.Saying{"fr": {Text: note}}), 0, "says"},
		"another way":      {draft("pigeon", vi(library.Saying{Text: note})), 0, "way"},
		"too long":         {long, 0, "says"},
		"no name":          {nameless, 0, "name"},
		"no class":         {classless, 0, "class"},
	} {
		t.Run(name, func(t *testing.T) {
			store := &full{n: c.n}
			s := library.Service{Store: store, NewID: func() string { return "m" }, Now: time.Now}
			m, err := s.Create(t.Context(), "w", c.d)
			e, _ := err.(*cham.Error)
			if (err != nil) != (c.field != "") || err != nil && e.Field != c.field || err == nil && (store.kept.ID != "m" || m.Name != "Sinh nhật") {
				t.Errorf("%+v %v", m, err)
			}
		})
	}
	s := library.Service{Store: &full{n: library.Most}, NewID: func() string { return "m" }, Now: time.Now}
	if _, err := s.Create(t.Context(), "w", draft(reach.SMS, vi(library.Saying{Text: note}))); cham.ErrorCode(err) != cham.CodeConflict {
		t.Error(err)
	}
}
