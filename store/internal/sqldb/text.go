// Package sqldb is what the stores on SQLite and PostgreSQL share: opening a
// database the durable way, reading named statements, one way to say what
// went wrong.
package sqldb

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// Dialect is the SQL a database speaks.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

var (
	placeholder = regexp.MustCompile(`\$(\d+)`)
	list        = regexp.MustCompile(`(?:IN )?\{(ints|texts|rows) (\$\d+)\}`)
)

// lists is how each dialect reads a JSON array given as one parameter.
// PostgreSQL believes a function in a subquery to return 100 rows and may walk
// it once for each row of a table it has no statistics of; an array it looks up
// in the index.
var lists = map[Dialect]map[string]string{
	SQLite: {
		"ints":  "IN (SELECT value FROM json_each($p))",
		"texts": "IN (SELECT value FROM json_each($p))",
		"rows":  "jsonb_each($p)", // its objects are parsed once, not once a column
	},
	Postgres: {
		"ints":  "= ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($p AS json))))",
		"texts": "= ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST($p AS json))))",
		"rows":  "json_array_elements(CAST($p AS json))",
	},
}

// Texts reads every *.sql file of a folder. A statement starts at a line
// "-- name: x" and lasts until the next; in graph.sql its name is "graph.x". Parameters are $1, $2, …. A line that
// ends in "--sqlite" or "--postgres" belongs to that dialect alone; all others
// to both. A JSON array given as parameter stands as {ints $1} or {texts $1}
// after IN, or as {rows $1} after FROM: a table of objects in its column
// "value". So a statement's text never depends on how many it is about.
func Texts(folder fs.FS, d Dialect) (map[string]string, error) {
	files, err := fs.Glob(folder, "*.sql")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, file := range files {
		b, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		if err := split(texts, file, string(b), d); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

func split(texts map[string]string, file, content string, d Dialect) error {
	group, name := strings.TrimSuffix(file, ".sql"), ""
	for line := range strings.Lines(content) {
		line = strings.TrimRight(line, " \n")
		if n, ok := strings.CutPrefix(line, "-- name: "); ok {
			name = group + "." + n
			if _, twice := texts[name]; twice {
				return fmt.Errorf("%s: statement %q stands twice", file, n)
			}
			texts[name] = ""
			continue
		}
		if line = ForDialect(line, d); name != "" && line != "" && !strings.HasPrefix(line, "--") {
			texts[name] += line + "\n"
		}
	}
	return nil
}

// ForDialect returns the line without its mark, "" when it is the other
// dialect's.
func ForDialect(line string, d Dialect) string {
	for _, mark := range []Dialect{SQLite, Postgres} {
		if cut, ok := strings.CutSuffix(line, "--"+string(mark)); ok {
			if mark != d {
				return ""
			}
			line = strings.TrimRight(cut, " ")
		}
	}
	line = list.ReplaceAllStringFunc(line, func(m string) string {
		p := list.FindStringSubmatch(m)
		return strings.ReplaceAll(lists[d][p[1]], "$p", p[2])
	})
	if d == SQLite { // there, $1 would be a name, numbered by where it first stands
		line = placeholder.ReplaceAllString(line, "?$1")
	}
	return line
}
