package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"cham/store/internal/sqldb"
)

// columnKind is what a column holds, alike on both databases.
type columnKind string

const (
	kindText  columnKind = "text"
	kindInt   columnKind = "int"
	kindBool  columnKind = "bool"
	kindFloat columnKind = "float"
	kindBytes columnKind = "bytes"
)

type tableColumn struct {
	Name string     `json:"name"`
	Kind columnKind `json:"kind"`
	key  int        // its place in the primary key, 0 when it is not in it
}

// catalogTable is a table of the state as the database itself describes it, so
// that a new one is in every backup without a line of code.
type catalogTable struct {
	name    string
	columns []tableColumn
	refs    []string // tables its foreign keys lead to
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// catalog returns the tables of the state, each after those it refers to. What
// migrations, the journal and a restore keep for themselves is not state.
func catalog(ctx context.Context, q querier, d sqldb.Dialect) ([]catalogTable, error) {
	texts := catalogTexts[d]
	names, err := pairs(ctx, q, texts.tables)
	if err != nil {
		return nil, err
	}
	var all []catalogTable
	for _, n := range names {
		if name := n[0]; !strings.HasPrefix(name, "goose_") && !strings.HasPrefix(name, "sqlite_") &&
			!strings.HasPrefix(name, "journal_") && name != markTable {
			all = append(all, catalogTable{name: name})
		}
	}
	for i := range all {
		if err := all[i].describe(ctx, q, d); err != nil {
			return nil, err
		}
	}
	return sorted(all), nil
}

// catalogTexts ask a database about itself.
var catalogTexts = map[sqldb.Dialect]struct{ tables, columns, refs string }{
	sqldb.SQLite: {
		tables:  "SELECT name, '' FROM sqlite_schema WHERE type = 'table' ORDER BY name",
		columns: "SELECT name, lower(type), pk FROM pragma_table_info(?1) ORDER BY name",
		refs:    `SELECT DISTINCT "table", '' FROM pragma_foreign_key_list(?1)`,
	},
	sqldb.Postgres: {
		tables: "SELECT relname::text, '' FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1",
		columns: `SELECT a.attname::text, format_type(a.atttypid, NULL), coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1
			FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
			WHERE a.attrelid = CAST($1 AS regclass) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname COLLATE "C"`,
		refs: "SELECT DISTINCT confrelid::regclass::text, '' FROM pg_constraint WHERE contype = 'f' AND conrelid = CAST($1 AS regclass)",
	},
}

func pairs(ctx context.Context, q querier, query string, args ...any) (all [][2]string, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t [2]string
		if err := rows.Scan(&t[0], &t[1]); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func (t *catalogTable) describe(ctx context.Context, q querier, d sqldb.Dialect) error {
	refs, err := pairs(ctx, q, catalogTexts[d].refs, t.name)
	if err != nil {
		return err
	}
	for _, r := range refs {
		t.refs = append(t.refs, r[0])
	}
	rows, err := q.QueryContext(ctx, catalogTexts[d].columns, t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c tableColumn
		var declared string
		if err := rows.Scan(&c.Name, &declared, &c.key); err != nil {
			return err
		}
		if c.Kind, err = kindOf(declared); err != nil {
			return fmt.Errorf("%s.%s: %w", t.name, c.Name, err)
		}
		t.columns = append(t.columns, c)
	}
	return rows.Err()
}

func kindOf(declared string) (columnKind, error) {
	switch {
	case strings.Contains(declared, "int"):
		return kindInt, nil
	case strings.HasPrefix(declared, "bool"):
		return kindBool, nil
	case declared == "text", strings.HasPrefix(declared, "character varying"):
		return kindText, nil
	case declared == "real", strings.HasPrefix(declared, "double"):
		return kindFloat, nil
	case declared == "blob", declared == "bytea":
		return kindBytes, nil
	}
	return "", fmt.Errorf("a column of type %q is not known to backups; see kindOf", declared)
}

// sorted puts each table after those it refers to, otherwise by name.
func sorted(all []catalogTable) (out []catalogTable) {
	done := map[string]bool{}
	for len(all) > 0 {
		ready := func(t catalogTable) bool {
			return !slices.ContainsFunc(t.refs, func(r string) bool { return r != t.name && !done[r] })
		}
		i := max(0, slices.IndexFunc(all, ready)) // in a ring any is as good
		done[all[i].name] = true
		out = append(out, all[i])
		all = slices.Delete(all, i, i+1)
	}
	return out
}

// dumpOrders are of tables whose primary key is another on each database.
var dumpOrders = map[string][]string{"found": {"workspace", "customer"}}

// sortedBy are the columns a dump is sorted by: the primary key, else all.
func (t *catalogTable) sortedBy() (keys []tableColumn) {
	if names, ok := dumpOrders[t.name]; ok {
		return slices.DeleteFunc(slices.Clone(t.columns), func(c tableColumn) bool { return !slices.Contains(names, c.Name) })
	}
	keys = slices.DeleteFunc(slices.Clone(t.columns), func(c tableColumn) bool { return c.key == 0 })
	slices.SortFunc(keys, func(a, b tableColumn) int { return a.key - b.key })
	if len(keys) == 0 {
		keys = t.columns
	}
	return keys
}

func (t *catalogTable) order(d sqldb.Dialect) string {
	var by []string
	for _, c := range t.sortedBy() {
		s := quoted(c.Name)
		if c.Kind == kindText && d == sqldb.Postgres {
			s += ` COLLATE "C"` // as SQLite orders
		}
		by = append(by, s)
	}
	return strings.Join(by, ", ")
}

func (t *catalogTable) names() string {
	var names []string
	for _, c := range t.columns {
		names = append(names, quoted(c.Name))
	}
	return strings.Join(names, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
