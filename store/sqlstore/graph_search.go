package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"cham"
)

// searchWords is how many words of a query count: the longest, which find the
// fewest.
const searchWords = 8

// Search implements identity.Graph. A customer's search text is that of all
// its keys; one without any is not found. The empty query finds all others.
func (s Graph) Search(ctx context.Context, ws cham.WorkspaceID, folded, after string, limit int) ([]cham.CustomerID, string, error) {
	const name = "graph.search"
	at, customer := int64(math.MaxInt64), int64(math.MaxInt64)
	if after != "" {
		if _, err := fmt.Sscanf(after, "%d.%d", &at, &customer); err != nil {
			e := cham.Errorf(cham.CodeInvalid, "sqlstore.Search", "begin again without a cursor")
			e.Field = "after"
			return nil, "", e
		}
	}
	args := []any{ws, at, customer}
	for _, w := range words(folded) {
		args = append(args, w)
	}
	rows, err := statement(s.db.reads, name).QueryContext(ctx, clean(append(args, limit+1))...)
	if err != nil {
		return nil, "", failed(name, err)
	}
	defer rows.Close()
	ids, next := make([]cham.CustomerID, 0, limit), ""
	for rows.Next() {
		if len(ids) == limit { // there is more: the page ends with the last one
			next = fmt.Sprintf("%d.%d", at, customer)
			break
		}
		if err := rows.Scan(&at, &customer); err != nil {
			return nil, "", failed(name, err)
		}
		ids = append(ids, cham.CustomerID(customer))
	}
	return ids, next, failed(name, rows.Err())
}

func words(folded string) [searchWords]string {
	ws := strings.Fields(folded)
	slices.SortStableFunc(ws, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var eight [searchWords]string
	copy(eight[:], ws)
	return eight
}
