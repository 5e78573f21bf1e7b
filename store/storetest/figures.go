package storetest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"

	"pgregory.net/rapid"

	"cham/measure"
)

// checkFigures opens the figures of an answer: a list that counts customers is
// as long as its figure, one of journeys no longer, and empty only with it.
func (s *story) checkFigures(t *rapid.T, p measure.Plan, a *measure.Answer) {
	for _, o := range figures(a) {
		f, n := o.Figure, o.n
		ids, err := s.engine.Customers(context.Background(), EngineWorkspace, p, f)
		if err != nil {
			t.Fatal(f, err)
		}
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Fatalf("%+v: not ascending: %v", f, ids)
		}
		unit := s.units(p)
		if names := unit.all(ids); unit.accounts {
			if !slices.Equal(ids, unit.everyone(&s.model, names)) {
				t.Fatalf("%+v: %v are not all of their accounts", f, ids)
			}
			ids = names
		}
		exact := !f.Kind.CountsJourneys()
		if exact && len(ids) != n || len(ids) > n || (len(ids) == 0) != (n == 0) {
			t.Fatalf("%+v of %+v: %d customers, the figure is %d", f, p.Query, len(ids), n)
		}
	}
}

// figure is a number of an answer that can be opened.
type figure struct {
	measure.Figure
	n int
}

func figures(a *measure.Answer) []figure {
	all := []figure{{measure.Figure{Kind: measure.FigureCustomers}, a.Customers}}
	if of := suiteOf(a.Question).figures; of != nil {
		all = append(all, of(a)...)
	}
	return all
}

// counted are figures of one place by their kinds.
func counted(f measure.Figure, counts map[measure.FigureKind]int) (all []figure) {
	for kind, n := range counts {
		f.Kind = kind
		all = append(all, figure{f, n})
	}
	return all
}

// AnswersDiffer compares two answers to the unit, medians to 1e-9, lists in any order.
func AnswersDiffer(a, b *measure.Answer) string {
	x, y := sortedAnswer(*a), sortedAnswer(*b)
	alignCurves(&x, &y)
	return differ("", reflect.ValueOf(x), reflect.ValueOf(y))
}

func sortedAnswer(a measure.Answer) measure.Answer {
	a.Touches, a.Transitions = slices.Clone(a.Touches), slices.Clone(a.Transitions)
	a.Touchpoints, a.Exits = slices.Clone(a.Touchpoints), slices.Clone(a.Exits)
	slices.SortFunc(a.Touches, func(x, y measure.TouchCount) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(a.Transitions, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	slices.SortFunc(a.Touchpoints, func(x, y measure.TouchpointRow) int { return cmp.Compare(x.ID, y.ID) })
	a.Graph = sortedGraph(a.Graph)
	slices.SortFunc(a.Exits, func(x, y measure.ExitRow) int { return cmp.Compare(x.ID, y.ID) })
	return a
}

// differ names the first place where two values differ, "" when none.
func differ(path string, a, b reflect.Value) string {
	if t, ok := a.Interface().(time.Time); ok {
		if u := b.Interface().(time.Time); !t.Equal(u) {
			return fmt.Sprintf("%s: %v, %v", path, t, u)
		}
		return ""
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !a.Type().Field(i).IsExported() {
				continue
			}
			if d := differ(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); d != "" {
				return d
			}
		}
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d of them, %d\n%+v\n%+v", path, a.Len(), b.Len(), a, b)
		}
		for i := range a.Len() {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i)); d != "" {
				return d + fmt.Sprintf("\n%+v\n%+v", a.Index(i), b.Index(i))
			}
		}
	case reflect.Pointer:
		if a.IsNil() != b.IsNil() {
			return path + ": one is nil"
		}
		if !a.IsNil() {
			return differ(path, a.Elem(), b.Elem())
		}
	case reflect.Float64:
		if x, y := a.Float(), b.Float(); math.Abs(x-y) > 1e-9*max(1, math.Abs(x)) {
			return fmt.Sprintf("%s: %v, %v", path, x, y)
		}
	default:
		if !a.Equal(b) {
			return fmt.Sprintf("%s: %v, %v", path, a, b)
		}
	}
	return ""
}
