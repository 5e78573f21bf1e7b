package index

import (
	"slices"

	"cham/measure"
)

// A flow draws paths touchpoint beside touchpoint. The nodes of one depth have
// places: the listed touchpoints, one for all others, and one per outcome of
// the paths that ended before.
const (
	othersPlace  = measure.MaxWidth
	outcomePlace = othersPlace + 1 // and the next three
	flowPlaces   = outcomePlace + 4
)

// flowOutcomes are the outcomes in the order of their places.
var flowOutcomes = [...]outcome{converted, lost, open, care}

type flow struct {
	listed [][]int32 // depth → its listed touchpoints, the most frequent first
	counts [][flowPlaces]int
	more   [][flowPlaces]int
	links  [][flowPlaces][flowPlaces]int // from a depth to the next
}

// depthOf is where the i-th step of a path of n stands.
func (p *pathsPass) depthOf(i, n int) int {
	if p.toEnd {
		return p.depth - n + i
	}
	return i
}

// flow adds up the table by depth and touchpoint.
func (p *pathsPass) flow() *flow {
	f := &flow{listed: p.flowNodes(), counts: make([][flowPlaces]int, p.depth+1), more: make([][flowPlaces]int, p.depth+1),
		links: make([][flowPlaces][flowPlaces]int, p.depth+1)}
	p.table.each(func(e *pathEntry) {
		n, journeys, before := e.len(), int(e.journeys), 0
		for i := range n {
			d, place := p.depthOf(i, n), 0
			place = f.place(d, e.node(i))
			f.counts[d][place] += journeys
			if i > 0 {
				f.links[d-1][before][place] += journeys
			}
			if e.more() && (p.toEnd && i == 0 || !p.toEnd && i == n-1) {
				f.more[d][place] += journeys
			}
			before = place
		}
		if p.toEnd || !e.more() {
			d, place := p.depthOf(n, n), placeOf(e.outcome())
			f.counts[d][place] += journeys
			f.links[d-1][before][place] += journeys
		}
	})
	return f
}

// flowNodes finds the most frequent touchpoints of each depth.
func (p *pathsPass) flowNodes() [][]int32 {
	counts := make([]int, p.depth*len(p.nodes))
	p.table.each(func(e *pathEntry) {
		for i, n := 0, e.len(); i < n; i++ {
			counts[p.depthOf(i, n)*len(p.nodes)+int(e.node(i))] += int(e.journeys)
		}
	})
	listed := make([][]int32, p.depth+1)
	for d := range p.depth {
		at := counts[d*len(p.nodes) : (d+1)*len(p.nodes)]
		for n, k := range at {
			if k > 0 {
				listed[d] = append(listed[d], int32(n))
			}
		}
		slices.SortFunc(listed[d], func(x, y int32) int { return larger(at[x], at[y], p.nodes[x].ID, p.nodes[y].ID) })
		listed[d] = listed[d][:min(len(listed[d]), p.Width)]
	}
	return listed
}

func (f *flow) place(d int, node int32) int {
	if i := slices.Index(f.listed[d], node); i >= 0 {
		return i
	}
	return othersPlace
}

func placeOf(o outcome) int { return outcomePlace + slices.Index(flowOutcomes[:], o) }

// draw lists the nodes and links that have journeys.
func (f *flow) draw(q *scan) (nodes []measure.FlowNode, links []measure.FlowLink) {
	nodes, links = []measure.FlowNode{}, []measure.FlowLink{}
	at := make([][flowPlaces]int, len(f.counts))
	for d := range f.counts {
		for place, journeys := range f.counts[d] {
			if journeys == 0 {
				continue
			}
			at[d][place] = len(nodes)
			n := measure.FlowNode{Depth: d, Journeys: journeys, More: f.more[d][place]}
			switch {
			case place >= outcomePlace:
				n.Outcome = outcomes[flowOutcomes[place-outcomePlace]]
			case place == othersPlace:
				n.Others = true
			default:
				n.ID = q.nodes[f.listed[d][place]].ID
			}
			nodes = append(nodes, n)
		}
	}
	for d := range f.links {
		for from := range f.links[d] {
			for to, journeys := range f.links[d][from] {
				if journeys > 0 {
					links = append(links, measure.FlowLink{From: at[d][from], To: at[d+1][to], Journeys: journeys})
				}
			}
		}
	}
	return nodes, links
}
