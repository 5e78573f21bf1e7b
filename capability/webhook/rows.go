package webhook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
)

// Bounds of a body: of its rows, and how deep objects are looked into.
const (
	mostRows  = 2000
	mostDepth = 20
)

// Received is the name of the column that says when a call came. It stands in
// for a time that a call does not state, too.
const Received = "call.received"

// idColumn names a row that the mapping gives no id: by its order's number,
// which a system gives once, whatever else of it changes or comes later; without
// one by the call, so that a call that is sent again makes no other touch.
const idColumn = "call.id"

// rows writes the rows of a call, one flat object a line. Every column of the
// mapping is there, as a call may leave out what another one states.
func (f *Form) rows(c Call) ([]byte, error) {
	value, err := decode(c.Body, c.Type)
	if err != nil {
		return nil, err
	}
	var all []map[string]any
	for _, one := range listed(value) {
		for _, v := range expand(one, pathOf(f.List)) {
			if len(all) == mostRows {
				return nil, unreadable("error.webhook.rows", "a call may have %d rows", mostRows)
			}
			row := map[string]any{}
			flatten(row, "", v, 0)
			all = append(all, row)
		}
	}
	if len(all) == 0 {
		return nil, unreadable("error.webhook.empty", "the call has no object")
	}
	f.complete(all, c)
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	for _, row := range all {
		if err := to.Encode(row); err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "webhook.rows", err)
		}
	}
	return out.Bytes(), nil
}

// complete adds what rows do not state themselves.
func (f *Form) complete(rows []map[string]any, c Call) {
	columns := f.Mapping.Columns
	for _, column := range columns {
		if _, there := rows[0][column]; !there {
			rows[0][column] = ""
		}
	}
	call := named("call", string(c.Body))
	for i, row := range rows {
		if at := columns["time"]; at != "" && (row[at] == nil || row[at] == "") {
			row[at] = c.At.UTC().Format(time.RFC3339Nano)
		}
		if columns["messageId"] == idColumn {
			row[idColumn] = call + "-" + strconv.Itoa(i)
			if order := text(row[columns["order"]]); order != "" {
				row[idColumn] = named("sale", order)
			}
		}
	}
}

func named(kind, id string) string {
	sum := sha256.Sum256([]byte(id))
	return kind + "-" + hex.EncodeToString(sum[:12])
}

// withID gives rows an id where the mapping gives none.
func (f Form) withID() Form {
	if f.Mapping.Columns["messageId"] == "" {
		f.Mapping.Columns = maps.Clone(f.Mapping.Columns)
		if f.Mapping.Columns == nil {
			f.Mapping.Columns = map[string]string{}
		}
		f.Mapping.Columns["messageId"] = idColumn
	}
	return f
}

func unreadable(key, hint string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "webhook.rows", hint, args...)
	e.Key = key
	return e
}

// decode reads JSON, or a form, by what stands in it: senders do not say.
func decode(body []byte, contentType string) (any, error) {
	body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\xef\xbb\xbf"))
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, unreadable("error.webhook.json", "bad JSON: %v", err)
		}
		if _, err := d.Token(); err != io.EOF {
			return nil, unreadable("error.webhook.json", "bad JSON: something follows the object")
		}
		return v, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form) == 0 || !bytes.Contains(body, []byte("=")) || strings.Contains(contentType, "json") {
		return nil, unreadable("error.webhook.json", "the call is neither JSON nor a form")
	}
	out := map[string]any{}
	for name, values := range form {
		out[name] = values[0]
		if v, err := decode([]byte(values[0]), "json"); err == nil {
			out[name] = v // some send JSON in a field
		}
	}
	return out, nil
}

func listed(v any) []any {
	if all, ok := v.([]any); ok {
		return all
	}
	return []any{v}
}

func pathOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ".")
}

// expand answers an object once for each item of the lists along the path, with
// the item in the list's place. An empty list leaves the object without it.
func expand(v any, path []string) []any {
	o, ok := v.(map[string]any)
	if !ok || len(path) == 0 {
		return []any{v}
	}
	inner, there := o[path[0]]
	if !there {
		return []any{v}
	}
	var out []any
	for _, item := range listed(inner) {
		for _, e := range expand(item, path[1:]) {
			if len(out) > mostRows {
				return out
			}
			one := maps.Clone(o)
			one[path[0]] = e
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		one := maps.Clone(o)
		delete(one, path[0])
		return []any{one}
	}
	return out
}

// flatten names fields of fields a.b. A list of plain values is one text; of
// objects, which no list path names, the first stands for all.
func flatten(row map[string]any, name string, v any, depth int) {
	switch v := v.(type) {
	case map[string]any:
		if depth > mostDepth {
			return
		}
		for k, inner := range v {
			if name != "" {
				k = name + "." + k
			}
			flatten(row, k, inner, depth+1)
		}
	case []any:
		if texts, plain := plainTexts(v); plain {
			flatten(row, name, strings.Join(texts, ", "), depth)
		} else {
			flatten(row, name, v[0], depth)
		}
	default:
		if name != "" && v != nil {
			row[name] = v
		}
	}
}

func plainTexts(all []any) (texts []string, plain bool) {
	for _, v := range all {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case json.Number:
			texts = append(texts, v.String())
		case map[string]any, []any:
			return nil, false
		}
	}
	return texts, true
}

// field reads one value of a body, "" when it is not there; of lists the first.
func field(body []byte, contentType, path string) string {
	v, err := decode(body, contentType)
	if err != nil {
		return ""
	}
	if all := listed(v); len(all) > 0 {
		v = all[0]
	}
	row := map[string]any{}
	flatten(row, "", v, 0)
	return text(row[path])
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// Lists are the paths of a body's lists of objects, which rows can be made of.
func Lists(c Call) (paths []string) {
	v, err := decode(c.Body, c.Type)
	if err != nil {
		return nil
	}
	if all := listed(v); len(all) > 0 {
		paths = lists(nil, "", all[0], 0)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func lists(paths []string, name string, v any, depth int) []string {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if name != "" {
				k = name + "." + k
			}
			if depth < mostDepth {
				paths = lists(paths, k, inner, depth+1)
			}
		}
	case []any:
		if _, plain := plainTexts(v); !plain {
			return lists(append(paths, name), name, v[0], depth+1)
		}
	}
	return paths
}
