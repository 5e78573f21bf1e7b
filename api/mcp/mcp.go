// Package mcp lets assistants ask: a server of the Model Context Protocol in
// which every tool is one reading route of our own API. A tool's arguments are
// the route's, its schema is taken from the API's OpenAPI document, and its
// answer is the route's, asked for with the caller's key. So an assistant sees
// what its key sees in the API, and no tool changes anything.
package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"cham"
)

// tool is a route as assistants see it.
type tool struct {
	name, method, path string
	about              string
}

// tools are all of them; each only reads, also those that POST a question.
var tools = []tool{
	{"ask", http.MethodPost, "/v1/query", "Ask about customer journeys; the argument question lists what can be asked. " +
		"Give the map (see maps) to ask about its touchpoints; " +
		"without one a touch's name is its touchpoint (see dimensions for names). " +
		"Rates come as k of n with a 95 % interval. Figures tell what goes together, not what causes what."},
	{"maps", http.MethodGet, "/v1/maps", "List the journey maps, the one changed last first."},
	{"map", http.MethodGet, "/v1/maps/{id}", "A journey map: persona, stages, touchpoints, goals and the rules that bind touches to them."},
	{"home", http.MethodGet, "/v1/home",
		"How the business stands: journeys of a period, the touchpoints most worth fixing, " +
			"rates that moved since the compared period, 12 weeks."},
	{"causes", http.MethodGet, "/v1/home/causes",
		"Who is lost where and since when: touchpoints by device, branch, hour, source and campaign, " +
			"what stands out beyond chance. Associations, not proofs."},
	{"map_numbers", http.MethodGet, "/v1/maps/{id}/overlay",
		"A map's numbers for a period: volume, reach, next step and exits of every touchpoint, " +
			"its breakpoints, neglected touchpoints and touches without a place."},
	{"touchpoint", http.MethodGet, "/v1/maps/{id}/touchpoints/{touchpoint}",
		"One touchpoint in depth: what comes before and after it, and 12 weeks of it."},
	{"customers_behind", http.MethodPost, "/v1/customers/list",
		"Who is behind a figure of an answer: the query that was asked, and which of its figures."},
	{"find_customers", http.MethodGet, "/v1/customers", "Find customers by name, phone, e-mail or other key, or by segment and period."},
	{"customer", http.MethodGet, "/v1/customers/{id}", "One customer: keys, traits, first and last touch, stages reached."},
	{"customer_timeline", http.MethodGet, "/v1/customers/{id}/timeline", "A customer's touches, newest first."},
	{"segments", http.MethodGet, "/v1/segments",
		"Saved segments with how many customers each has now; their ids go into segment.saved of a query."},
	{"lead_groups", http.MethodGet, "/v1/lead-groups",
		"Groups of lead sources with their names and what each takes; their ids stand in firstLead, lastLead and the answer of leads."},
	{"dimensions", http.MethodGet, "/v1/dimensions",
		"Values that occur: touch names (events), channels, sources, campaigns, pages, devices, branches, declared properties."},
}

// instructions tell an assistant how the tools belong together.
const instructions = "Chạm keeps every touch of every customer on journey maps. " +
	"Begin with maps and dimensions to learn ids and names, then ask. " +
	"Every answer says its period and time zone; " +
	"open journeys are told apart from lost ones. Personal data is masked as the key's role has it."

// API answers a request to our own API, as rest.New's handler does.
type API func(*http.Request) (*http.Response, error)

// New returns a server whose tools ask api. openapi is the document of the API
// behind it.
func New(version string, openapi []byte, api API) (*sdk.Server, error) {
	s := sdk.NewServer(&sdk.Implementation{Name: "cham", Title: "Chạm", Version: version},
		&sdk.ServerOptions{Instructions: instructions, Capabilities: &sdk.ServerCapabilities{}})
	doc, err := read(openapi)
	if err != nil {
		return nil, err
	}
	for _, t := range tools {
		in, err := doc.schema(t)
		if err != nil {
			return nil, err
		}
		closed := false
		s.AddTool(&sdk.Tool{Name: t.name, Description: t.about, InputSchema: in,
			Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}, t.handler(api))
	}
	return s, nil
}

// Handler serves MCP over streamable HTTP. Who asks shows an API key, checked
// by allowed before anything else; each tool then sends it to the API.
func Handler(s *sdk.Server, allowed func(*http.Request) bool) http.Handler {
	// A key is asked for, so a page of another site that finds a way to this
	// machine (DNS rebinding) gains nothing; and proxies name the public host.
	h := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return s },
		&sdk.StreamableHTTPOptions{Stateless: true, JSONResponse: true, DisableLocalhostProtection: true, PropagateRequestCancellation: true})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed(r) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "send an API key: Authorization: Bearer cham_…", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Stdio serves MCP on a pair of streams until the input ends or ctx does.
func Stdio(ctx context.Context, s *sdk.Server, in io.ReadCloser, out io.Writer) error {
	err := s.Run(ctx, &sdk.IOTransport{Reader: in, Writer: unclosed{out}})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// unclosed is a writer that its user does not close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// mostAnswer bounds what a tool answers, in bytes.
const mostAnswer = 16 << 20

func (t tool) handler(api API) sdk.ToolHandler {
	return func(ctx context.Context, call *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		req, err := t.request(ctx, call.Params.Arguments)
		if err != nil {
			return failed(err.Error()), nil
		}
		req.Header.Set("Accept-Language", "en")
		if call.Extra != nil {
			for _, h := range []string{"Authorization", "Accept-Language"} {
				if v := call.Extra.Header.Get(h); v != "" {
					req.Header.Set(h, v)
				}
			}
		}
		res, err := api(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer+1))
		if err != nil {
			return nil, err
		}
		if len(body) > mostAnswer {
			return failed("the answer is too large; ask for less of it"), nil
		}
		return &sdk.CallToolResult{IsError: res.StatusCode >= 400, Content: []sdk.Content{&sdk.TextContent{Text: string(body)}}}, nil
	}
}

// failed is an answer, not a protocol error, so that the assistant can correct
// itself.
func failed(why string) *sdk.CallToolResult {
	return &sdk.CallToolResult{IsError: true, Content: []sdk.Content{&sdk.TextContent{Text: why}}}
}

// request is the route's request with the tool's arguments.
func (t tool) request(ctx context.Context, arguments json.RawMessage) (*http.Request, error) {
	if t.method == http.MethodPost {
		req, err := http.NewRequestWithContext(ctx, t.method, t.path, bytes.NewReader(arguments))
		if err == nil {
			req.Header.Set("Content-Type", "application/json")
		}
		return req, err
	}
	args := map[string]any{}
	if len(arguments) > 0 {
		d := json.NewDecoder(bytes.NewReader(arguments))
		d.UseNumber()
		if err := d.Decode(&args); err != nil {
			return nil, cham.Wrap(cham.CodeInvalid, "mcp", err)
		}
	}
	path, query := t.path, url.Values{}
	for name, v := range args {
		if text := fmt.Sprint(v); strings.Contains(path, "{"+name+"}") {
			path = strings.Replace(path, "{"+name+"}", url.PathEscape(text), 1)
		} else {
			query.Set(name, text)
		}
	}
	if _, missing, found := strings.Cut(path, "{"); found {
		name, _, _ := strings.Cut(missing, "}")
		e := cham.Errorf(cham.CodeInvalid, "mcp", "this argument is needed")
		e.Field = name
		return nil, e
	}
	return http.NewRequestWithContext(ctx, t.method, path+"?"+query.Encode(), nil)
}
