package track

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"cham"
	"cham/capability/capture"
)

// RudderStack's browser SDK asks for its source's settings first, sends by
// XMLHttpRequest to Segment's addresses, and, as it is told, by beacon (a POST
// that cannot have headers, so the key stands in the address) or as a pixel (an
// image whose address is the call).
const (
	beaconAddress = "/beacon/v1/"
	pixelAddress  = "/pixel/v1/"
)

// What a pixel's address may be unpacked to.
const (
	maxPixelFields = 200
	maxPixelDepth  = 10
)

// gif is a transparent image of one pixel.
const gif = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00" +
	",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// pixel answers an image. Browsers would keep it and not ask again.
func (s *server) pixel(kind cham.CallType) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		err := s.take(r, kind, func() ([]byte, error) { return pixelCall(r.URL.Query()) })
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/gif")
		w.Write([]byte(gif))
	}
}

// pixelCall is the call in a pixel's address: "context.page.url=…" is the field
// url of page in context.
func pixelCall(query url.Values) ([]byte, error) {
	call := map[string]any{"channel": "browser"}
	if len(query) > maxPixelFields {
		return nil, cham.Errorf(cham.CodeTooLarge, "track", "a pixel may have %d fields", maxPixelFields)
	}
	for name, values := range query {
		if name == "writeKey" || strings.Count(name, ".") > maxPixelDepth {
			continue
		}
		into, last := call, name
		for {
			field, below, nested := strings.Cut(last, ".")
			if !nested {
				break
			}
			inner, ok := into[field].(map[string]any)
			if !ok {
				inner = map[string]any{}
				into[field] = inner
			}
			into, last = inner, below
		}
		if _, taken := into[last].(map[string]any); !taken {
			into[last] = values[0]
		}
	}
	if call["channel"] == "web" {
		call["channel"] = "browser"
	}
	body, err := json.Marshal(call)
	if len(body) > capture.MaxCall {
		return nil, cham.Errorf(cham.CodeTooLarge, "track", "a call may be %d KB", capture.MaxCall>>10)
	}
	return body, err
}

// sourceConfig answers what RudderStack's SDKs ask before they send: which
// source it is, and that nothing else is to be told of its calls.
func (s *server) sourceConfig(w http.ResponseWriter, r *http.Request) {
	src, ok := s.source(w, r, requestKey(r))
	if !ok {
		return
	}
	off := map[string]any{"enabled": false}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, map[string]any{"updatedAt": src.CreatedAt, "isHosted": true, "source": map[string]any{
		"id": src.ID, "name": src.Name, "writeKey": requestKey(r), "enabled": src.Enabled, "workspaceId": src.Workspace,
		"updatedAt": src.CreatedAt, "connections": []any{}, "destinations": []any{}, "dataplanes": map[string]any{},
		"config": map[string]any{"statsCollection": map[string]any{"errors": off, "metrics": off}},
	}})
}

// requestKey is the write key in the header or the address.
func requestKey(r *http.Request) string {
	return cmp.Or(headerKey(r.Header), r.URL.Query().Get("writeKey"))
}
