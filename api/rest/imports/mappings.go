package imports

import (
	"context"
	"strings"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/capability/imports"
	"cham/table"
)

func (s *server) mappings(ctx context.Context, _ *route.None) ([]MappingInfo, error) {
	all, err := s.Mappings.Mappings(ctx, route.Workspace(ctx))
	out := []MappingInfo{}
	for _, m := range all {
		out = append(out, MappingInfo{m.ID, m.Name, m.Columns, ImportMapping(m.Mapping), m.SavedAt})
	}
	return out, err
}

// saveMapping keeps a mapping under a name; files of the same headings are read by it.
func (s *server) saveMapping(ctx context.Context, in *saveIn) (MappingInfo, error) {
	columns := capture.FormOf(table.Form{Header: in.Body.Columns}).Header
	m := imports.SavedMapping{ID: "m_" + s.NewID(), Name: strings.TrimSpace(in.Body.Name), Columns: columns,
		Mapping: capture.Mapping(in.Body.Mapping), SavedAt: s.Now().UTC()}
	if m.Name == "" || len(columns) == 0 {
		return MappingInfo{}, &cham.Error{Code: cham.CodeInvalid, Op: "rest.saveMapping", Field: "name", Key: "error.import.mappingName"}
	}
	return MappingInfo{m.ID, m.Name, m.Columns, ImportMapping(m.Mapping), m.SavedAt}, s.Mappings.SaveMapping(ctx, route.Workspace(ctx), m)
}

func (s *server) deleteMapping(ctx context.Context, in *MappingPath) (route.None, error) {
	return route.None{}, s.Mappings.DeleteMapping(ctx, route.Workspace(ctx), in.ID)
}

// Graph tells which keys of customers are here.
type Graph interface {
	NodesByKey(ctx context.Context, ws cham.WorkspaceID, keys []cham.Key) ([]identity.Node, error)
}

// sumOf is what the rows of a preview come to, with how many customers are here.
func (s *server) sumOf(ctx context.Context, ws cham.WorkspaceID, sum capture.Sum) (PreviewSum, error) {
	out := PreviewSum{Rows: sum.Rows, Whole: sum.Whole, First: sum.First, Last: sum.Last, Customers: len(sum.People),
		Events: []EventSum{}, Refused: []RefusedRows{}}
	for _, e := range sum.Events {
		out.Events = append(out.Events, EventSum(e))
	}
	for _, r := range sum.Refused {
		out.Refused = append(out.Refused, RefusedRows(r))
	}
	var keys []cham.Key
	for _, of := range sum.People {
		keys = append(keys, of...)
	}
	if len(keys) == 0 {
		return out, nil
	}
	nodes, err := s.Graph.NodesByKey(ctx, ws, keys)
	here := make(map[cham.Key]bool, len(nodes))
	for _, n := range nodes {
		here[n.Key] = true
	}
	for _, of := range sum.People {
		for _, k := range of {
			if here[k] {
				out.Known++
				break
			}
		}
	}
	return out, err
}
