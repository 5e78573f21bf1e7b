package storetest

import (
	"time"

	"pgregory.net/rapid"

	"cham/measure"
)

// suite is what the engines' suite knows of one question.
type suite struct {
	// model answers it as plainly as can be, twin once more in SQL.
	model func(m *model, p measure.Plan, v *modelView, a *measure.Answer)
	twin  func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer)
	// draw draws its own choices, figures are the answer's numbers that can be
	// opened, sums says what does not add up; nil: there are none.
	draw    func(t *rapid.T, q *measure.Query, d drawing)
	figures func(a *measure.Answer) []figure
	sums    func(p measure.Plan, a *measure.Answer) string
	// mapped: it needs a map.
	mapped bool
}

// drawing is what choices are drawn from.
type drawing struct {
	points  []string // what steps and touchpoints may be
	now     time.Time
	instant func(label string) time.Time
}

// allQuestions are those of measure: each must have its suite.
func allQuestions() (all []measure.Question) {
	for _, d := range measure.Questions {
		all = append(all, d.Name)
	}
	return all
}

// suiteOf has one of every question.
func suiteOf(q measure.Question) suite {
	for _, all := range []map[measure.Question]suite{touchSuites(), journeySuites(), goalSuites()} {
		if s, ok := all[q]; ok {
			return s
		}
	}
	return suite{}
}

// touchSuites are those of questions about touches and touchpoints.
func touchSuites() map[measure.Question]suite {
	return map[measure.Question]suite{
		measure.Touches: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askTouches(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Touches = w.touches()
			},
		},
		measure.Touchpoints: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askTouchpoints(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Touchpoints, a.Stages = w.touchpoints(p, nodes), w.stages(p)
			},
			figures: touchpointFigures,
		},
		measure.Transitions: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askTransitions(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Transitions = w.transitions()
			},
			figures: func(a *measure.Answer) []figure { return transitionFigures(a.Transitions) },
		},
		measure.Funnel: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askFunnel(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Funnel = w.funnel(p, nodes)
			},
			draw:    drawFunnel,
			figures: func(a *measure.Answer) []figure { return funnelFigures(a.Funnel) },
		},
		measure.Exits: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askExits(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Exits = w.exits(p, nodes)
			},
			figures: func(a *measure.Answer) []figure { return exitFigures(a.Exits) },
			sums:    exitSums,
		},
	}
}

// journeySuites are those of questions about journeys and their ways.
func journeySuites() map[measure.Question]suite {
	return map[measure.Question]suite{
		measure.Journeys: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askJourneys(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Journeys = w.journeys(p)
			},
			figures: func(a *measure.Answer) []figure { return journeyFigures(a.Journeys) },
		},
		measure.Trend: {
			model: func(m *model, p measure.Plan, _ *modelView, a *measure.Answer) { m.askTrend(p, a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Trend = w.trend(p, nodes)
			},
			draw: drawTrend,
		},
		measure.Paths: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askPaths(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Paths = w.paths(p, nodes)
			},
			draw:    drawPaths,
			figures: func(a *measure.Answer) []figure { return pathFigures(a.Paths) },
			sums:    func(p measure.Plan, a *measure.Answer) string { return pathSums(p, a.Paths) },
		},
		measure.Graph: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askGraph(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Graph = w.graph(p, nodes)
			},
			figures: func(a *measure.Answer) []figure { return graphFigures(a.Graph) },
			sums:    func(p measure.Plan, a *measure.Answer) string { return graphSums(p, a.Graph) },
		},
		measure.Timing: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askTiming(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Timing = w.timing(p, nodes)
			},
			draw:    drawTiming,
			figures: func(a *measure.Answer) []figure { return timingFigures(a.Timing) },
		},
	}
}

// goalSuites are those of questions about goals, customers and the map.
func goalSuites() map[measure.Question]suite {
	return map[measure.Question]suite{
		measure.Attribution: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askAttribution(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Attribution = w.attribution(m, p)
			},
			draw:    drawAttribution,
			figures: func(a *measure.Answer) []figure { return attributionFigures(a.Attribution) },
		},
		measure.Leads: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askLeads(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Leads = w.leads(p)
			},
			figures: func(a *measure.Answer) []figure { return leadFigures(a.Leads) },
		},
		measure.Retention: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askRetention(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Retention = w.retention(p)
			},
			draw:    drawRetention,
			figures: func(a *measure.Answer) []figure { return retentionFigures(a.Retention) },
		},
		measure.Reality: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askReality(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Reality = w.reality(p, nodes)
			},
			figures: func(a *measure.Answer) []figure { return realityFigures(a.Reality) },
			mapped:  true,
		},
		measure.Drivers: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askDrivers(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Drivers = w.drivers(m, p, nodes)
			},
			figures: func(a *measure.Answer) []figure { return driverFigures(a.Drivers) },
		},
		measure.Changed: {
			model: func(m *model, p measure.Plan, _ *modelView, a *measure.Answer) { m.askChanged(p, a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Changed = w.changed(m, p)
			},
			draw:    drawChanged,
			figures: func(a *measure.Answer) []figure { return changeFigures(a.Changed) },
		},
		measure.Silence: {
			model: func(_ *model, _ measure.Plan, v *modelView, a *measure.Answer) { v.askSilence(a) },
			twin: func(w *twin, m *model, p measure.Plan, nodes []measure.Node, a *measure.Answer) {
				a.Silence = w.silence(p)
			},
			figures: func(a *measure.Answer) []figure { return silenceFigures(a.Silence) },
		},
	}
}

func drawTrend(t *rapid.T, q *measure.Query, d drawing) {
	q.Touchpoint = rapid.SampledFrom(append([]string{""}, d.points...)).Draw(t, "touchpoint")
	q.Bucket = rapid.SampledFrom([]string{"day", "week", "month"}).Draw(t, "bucket")
	if q.From.IsZero() || q.To.IsZero() || q.To.Sub(q.From) > 300*24*time.Hour {
		q.From, q.To = time.Time{}, d.now
	}
}

func drawTiming(t *rapid.T, q *measure.Query, d drawing) {
	q.Start = rapid.SampledFrom([]string{"", "", d.points[0], d.points[1], d.points[3]}).Draw(t, "start")
}

func touchpointFigures(a *measure.Answer) (all []figure) {
	for _, r := range a.Touchpoints {
		all = append(all, counted(measure.Figure{Touchpoint: r.ID}, map[measure.FigureKind]int{measure.FigureReach: r.Reach,
			measure.FigureJourneys: r.Journeys, measure.FigureNext: r.Next.K, measure.FigureExit: r.Exit.K, measure.FigureLeft: r.Left,
			measure.FigureOpen: r.OpenHere, measure.FigureThroughOpen: r.Open, measure.FigureOther: r.Elsewhere, measure.FigureLive: r.Live,
			measure.FigureCameBack: r.Back.K, measure.FigureOnward: r.TimeToNext.N, measure.FigureDwelt: r.Dwell.N})...)
	}
	for _, r := range a.Stages {
		all = append(all, counted(measure.Figure{Stage: r.ID}, map[measure.FigureKind]int{measure.FigureStageReach: r.Reach,
			measure.FigureStageNext: r.Went, measure.FigureStageLeft: r.Left, measure.FigureStageOpen: r.Open,
			measure.FigureStageBack: r.Back.K})...)
	}
	return all
}

func transitionFigures(rows []measure.Transition) (all []figure) {
	for _, r := range rows {
		all = append(all, figure{measure.Figure{Kind: measure.FigurePair, Touchpoint: r.From, To: r.To}, r.Customers})
	}
	return all
}

func funnelFigures(steps []measure.FunnelStep) (all []figure) {
	for i, r := range steps {
		all = append(all, figure{measure.Figure{Kind: measure.FigureStep, Step: i}, r.Customers})
		if i+1 < len(steps) {
			all = append(all, figure{measure.Figure{Kind: measure.FigureDropped, Step: i}, r.Customers - steps[i+1].Customers})
		}
	}
	return all
}

func journeyFigures(j *measure.JourneySummary) []figure {
	return counted(measure.Figure{}, map[measure.FigureKind]int{measure.FigureStarted: j.Started, measure.FigureConverted: j.Converted,
		measure.FigureLost: j.Lost, measure.FigureOpenJourneys: j.Open, measure.FigureNew: j.NewCustomers, measure.FigureRepeat: j.Repeat.K,
		measure.FigureGoal: j.Repeat.N, measure.FigureCare: j.Care, measure.FigureWonBack: j.Back.K})
}
