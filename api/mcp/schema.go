package mcp

import (
	"encoding/json"
	"net/http"
	"strings"

	"cham"
)

// document is what we read of an OpenAPI document.
type document struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In, Description string
			Required              bool
			Schema                map[string]any
		}
		RequestBody struct {
			Content map[string]struct{ Schema map[string]any }
		}
	}
	Components struct{ Schemas map[string]map[string]any }
}

func read(openapi []byte) (d document, err error) {
	if err := json.Unmarshal(openapi, &d); err != nil {
		return d, cham.Wrap(cham.CodeInternal, "mcp.read", err)
	}
	return d, nil
}

// schema is the JSON schema of a tool's arguments: the route's parameters, or
// its body.
func (d document) schema(t tool) (map[string]any, error) {
	op, ok := d.Paths[t.path][strings.ToLower(t.method)]
	if !ok {
		return nil, cham.Errorf(cham.CodeInternal, "mcp.schema", "the API has no %s %s", t.method, t.path)
	}
	if t.method == http.MethodPost {
		defs := map[string]any{}
		out := d.inline(op.RequestBody.Content["application/json"].Schema, defs).(map[string]any)
		ref, _ := out["$ref"].(string)
		own, ok := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		if !ok {
			return nil, cham.Errorf(cham.CodeInternal, "mcp.schema", "%s takes no object", t.path)
		}
		own["$defs"] = defs
		delete(defs, strings.TrimPrefix(ref, "#/$defs/"))
		return own, nil
	}
	properties, required := map[string]any{}, []string{}
	for _, p := range op.Parameters {
		if p.In == "header" || p.In == "cookie" {
			continue
		}
		if p.Description != "" {
			p.Schema["description"] = p.Description
		}
		properties[p.Name] = p.Schema
		if p.Required {
			required = append(required, p.Name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}, nil
}

// inline copies a schema, its references leading into defs, which gets what
// they lead to.
func (d document) inline(schema any, defs map[string]any) any {
	switch s := schema.(type) {
	case []any:
		out := make([]any, len(s))
		for i, v := range s {
			out[i] = d.inline(v, defs)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, v := range s {
			if ref, ok := v.(string); ok && k == "$ref" {
				out[k] = "#/$defs/" + d.define(ref, defs)
			} else {
				out[k] = d.inline(v, defs)
			}
		}
		return out
	}
	return schema
}

func (d document) define(ref string, defs map[string]any) string {
	name := ref[strings.LastIndex(ref, "/")+1:]
	if _, known := defs[name]; !known {
		defs[name] = nil // a schema may lead to itself
		defs[name] = d.inline(d.Components.Schemas[name], defs)
	}
	return name
}
