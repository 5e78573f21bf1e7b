package measure

import "slices"

// FigureKind names a number of an answer. Each question's file has its kinds.
type FigureKind string

// Figures of every answer.
const (
	// FigureCustomers is Answer.Customers.
	FigureCustomers FigureKind = "customers"
	// FigureKinds is the touches of the kind KindID, or of any of KindIDs when
	// that is set (KindCount.Reach).
	FigureKinds FigureKind = "kind"
)

// FigureDescriptor says of whom a figure's customers are.
type FigureDescriptor struct {
	Kind FigureKind
	// About the customers: who …
	About string
	// Counts what the figure is a number of.
	Counts FigureUnit
}

// FigureUnit is what a figure counts.
type FigureUnit int

const (
	// countsCustomers: the list is as long as the figure.
	countsCustomers FigureUnit = iota
	// countsJourneys: a customer may have several journeys, or touches; the list
	// holds each of their customers once and is at most as long as the figure.
	countsJourneys
)

// everyAnswer has the figures of all questions.
var everyAnswer = []FigureDescriptor{
	{FigureCustomers, "have a touch that counts (Answer.Customers)", countsCustomers},
	{FigureKinds, "have touches of the kind kindId, or of any of kindIds", countsCustomers},
}

// AllFigures lists every figure that can be opened.
func AllFigures() []FigureDescriptor {
	all := slices.Clone(everyAnswer)
	for _, d := range Questions {
		all = append(all, d.Figures...)
	}
	return all
}

// Question is whose answer has the figure, "" when every answer does or none.
func (k FigureKind) Question() Question {
	for _, d := range Questions {
		if slices.ContainsFunc(d.Figures, func(f FigureDescriptor) bool { return f.Kind == k }) {
			return d.Name
		}
	}
	return ""
}

// Known reports whether there is such a figure.
func (k FigureKind) Known() bool {
	return k.Question() != "" || slices.ContainsFunc(everyAnswer, func(f FigureDescriptor) bool { return f.Kind == k })
}

// CountsJourneys reports whether the figure is a number of journeys, of which
// one customer may have several.
func (k FigureKind) CountsJourneys() bool {
	return slices.ContainsFunc(AllFigures(), func(f FigureDescriptor) bool { return f.Kind == k && f.Counts == countsJourneys })
}

// Figure points at one number of an answer, to list the customers behind it.
type Figure struct {
	Kind       FigureKind `json:"kind"`
	Touchpoint string     `json:"touchpoint,omitempty"`
	To         string     `json:"to,omitempty"`
	Stage      string     `json:"stage,omitempty"`
	Step       int        `json:"step,omitempty"`
	KindID     int        `json:"kindId,omitempty"`
	KindIDs    []int      `json:"kindIds,omitempty"`

	Steps    []string  `json:"steps,omitempty"`
	Outcome  string    `json:"outcome,omitempty" enum:"converted,lost,open,care"`
	More     bool      `json:"more,omitempty"`
	Depth    int       `json:"depth,omitempty"`
	Others   bool      `json:"others,omitempty"`
	ToOthers bool      `json:"toOthers,omitempty"`
	FromS    float64   `json:"fromS,omitempty"`
	ToS      float64   `json:"toS,omitempty"`
	By       Dimension `json:"by,omitempty"`
	Value    string    `json:"value,omitempty"`
	Cohort   int       `json:"cohort,omitempty"`
	Bucket   int       `json:"bucket,omitempty"`
}
