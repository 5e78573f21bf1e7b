package rest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/imports"
	"cham/api/rest/sources"
	jobs "cham/capability/imports"
	"cham/capability/report"
)

// listen opens the stream as a browser does and hands over its events, as
// "name data", until the test ends.
func (b *business) listen(r cham.Role, url string) <-chan string {
	b.k.t.Helper()
	web := httptest.NewServer(b.k.handler)
	ctx, stop := context.WithCancel(context.Background())
	q, err := http.NewRequestWithContext(ctx, "GET", web.URL+url, nil)
	b.must(err)
	b.cookie(r)(q)
	w, err := web.Client().Do(q)
	b.must(err)
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/event-stream" {
		b.k.t.Fatalf("%d %v", w.StatusCode, w.Header)
	}
	events := make(chan string, 1000)
	go func() {
		defer close(events)
		name := ""
		for lines := bufio.NewScanner(w.Body); lines.Scan(); {
			if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = n
			} else if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- name + " " + d
			}
		}
	}()
	b.k.t.Cleanup(func() { stop(); w.Body.Close(); web.Close() })
	return events
}

// waitForEvent waits for an event that holds all the words.
func waitForEvent(t *testing.T, events <-chan string, words ...string) string {
	t.Helper()
	deadline := time.After(20 * time.Second)
next:
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("the stream ended before %q", words)
			}
			for _, w := range words {
				if !strings.Contains(e, w) {
					continue next
				}
			}
			return e
		case <-deadline:
			t.Fatalf("nothing with %q was heard", words)
		}
	}
}

func TestLive(t *testing.T) {
	k := newKit(t)
	b, other := k.business("alpha"), k.business("omega")
	events := b.listen(cham.RoleViewer, "/v1/live?map=m_alpha")
	waitForEvent(t, events, "tick ", `"touches":0`, `"perMinute":0`)
	other.send(other.page("spy", 0, "/omega"))
	b.send(b.page("ann", 0, "/"), `{"type":"track","messageId":"x","event":"Nobody's"}`)
	for _, want := range [][]string{{"touch ", `"accepted":false`, "no_id"}, {"touch ", `"accepted":true`, "Page Viewed"},
		{"tick ", `"touches":1`, `"perMinute":1`, `"live":{"page":1}`, `"backlog":0`}} {
		if e := waitForEvent(t, events, want...); strings.Contains(e, "omega") {
			t.Errorf("another business is heard: %s", e)
		}
	}
	save := func(b *business, name string) {
		m := b.m
		m.Name = name
		if w := k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/maps/"+string(m.ID), m); w.Code != 200 {
			t.Fatal(w.Body)
		}
	}
	save(other, "omega's map")
	save(b, "Bản đồ mới")
	if e := waitForEvent(t, events, "map ", `"version":2`, `"by":"alpha editor"`); !strings.Contains(e, "m_alpha") {
		t.Errorf("another business's map is heard: %s", e)
	}
	if w := k.call(nobody, "GET", "/v1/live", nil); w.Code != 401 {
		t.Errorf("nobody listens: %d", w.Code)
	}
}

// What a file brings is no touch of this minute, even where it happened today.
func TestImportsAreNotLive(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	file := fmt.Appendf(nil, "Số điện thoại;Ngày mua\n0912345678;%s\n", k.now().Add(-time.Minute).Format(time.RFC3339))
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "today.csv", file))
	decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/start",
		imports.ImportStart{Mapping: i.Preview.Mapping}))
	until(t, func() bool { return b.importState(i.ID).State == jobs.Done })
	b.send(b.page("ann", 0, "/"))
	waitForEvent(t, b.listen(cham.RoleViewer, "/v1/live"), "tick ", `"touches":2`, `"perMinute":1`)
}

// upload sends a file as a browser's form does.
func (b *business) upload(r cham.Role, url, name string, content []byte) *httptest.ResponseRecorder {
	return b.uploadAs(b.cookie(r), url, name, content)
}

func (b *business) uploadAs(who func(*http.Request), url, name string, content []byte) *httptest.ResponseRecorder {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", name)
	b.must(err)
	_, _ = part.Write(content)
	b.must(m.Close())
	return b.k.call(who, "POST", url, form.String(), header("Content-Type", m.FormDataContentType()))
}

func (b *business) importState(id string) imports.ImportInfo {
	return decode[imports.ImportInfo](b.k.t, b.k.call(b.cookie(cham.RoleViewer), "GET", "/v1/imports/"+id, nil))
}

func TestImportCSV(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	file := []byte("Số điện thoại;Họ tên;Ngày mua;Thành tiền\n" +
		"0912345678;Lê Thị Ánh;20/11/2026 09:00;1.250.000\n0000000000;Không Ai;20/11/2026 10:00;5\n" +
		"0978123456;Trần Bình;21/11/2026 09:30;300.000\n")
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", `C:\Users\An\khách hàng.csv`, file))
	if i.State != "uploaded" || i.FileName != "khách hàng.csv" || i.Kind != "csv" || i.Bytes != int64(len(file)) {
		t.Fatalf("%+v", i)
	}
	p := i.Preview
	if len(p.Columns) != 4 || len(p.Rows) != 3 || len(p.Touches) != 2 || len(p.Problems) != 1 || p.Problems[0].Line != 3 ||
		p.Mapping.Columns["phone"] != "Số điện thoại" {
		t.Fatalf("preview: %+v", p)
	}
	if v := b.importState(i.ID); v.Preview != nil {
		t.Error("a viewer must not read the file")
	}
	m := *p.Mapping
	m.Event = "Hóa đơn"
	tried := decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/preview",
		imports.ImportStart{Mapping: &m}))
	if tried.Preview.Touches[0].Name != "Hóa đơn" {
		t.Errorf("tried: %+v", tried.Preview)
	}
	bad := m
	bad.Columns = map[string]string{"phone": "Không có cột này"}
	if w := k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/start", imports.ImportStart{Mapping: &bad}); w.Code != 400 ||
		!strings.Contains(w.Body.String(), "columns") {
		t.Errorf("a mapping that does not fit: %d %s", w.Code, w.Body)
	}
	events := b.listen(cham.RoleAdmin, "/v1/live")
	decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/start", imports.ImportStart{Mapping: &m}))
	waitForEvent(t, events, "import ", `"state":"done"`, `"accepted":2`, `"refused":1`)
	done := b.importState(i.ID)
	if done.Accepted != 2 || done.Refused != 1 || done.Duplicates != 0 || done.BytesRead != done.Bytes || done.FinishedAt.IsZero() {
		t.Errorf("%+v", done)
	}
	until(t, func() bool { // its end is told first, then the file goes
		_, err := os.Stat(filepath.Join(k.uploads, i.ID))
		return errors.Is(err, fs.ErrNotExist)
	})
	run(t, b, []scenario{
		{name: "rejects", method: "GET", url: "/v1/imports/" + i.ID + "/rejects", as: asAdmin, status: 200,
			contains: []string{`"line":3`, `"reason":"placeholder"`}},
		{name: "rejects to mend", method: "GET", url: "/v1/imports/" + i.ID + "/rejects?format=file", as: asAdmin, status: 200,
			contains: []string{"Refused line;Reason of refusal;Số điện thoại;Họ tên;Ngày mua;Thành tiền\n3;A made-up identity"}},
		{name: "why", method: "GET", url: "/v1/imports/" + i.ID, as: asViewer, status: 200,
			contains: []string{`"reasons":[{"reason":"placeholder","count":1,"lines":[3]}]`}},
		{name: "rejects of another reason", method: "GET", url: "/v1/imports/" + i.ID + "/rejects?reason=time", as: asAdmin, status: 200,
			contains: []string{`"rejects":[]`}},
		{name: "found", method: "GET", url: "/v1/customers?q=tran+binh", as: asViewer, status: 200,
			contains: []string{"Trần Bình", `"value":300000`}},
		{name: "start again", method: "POST", url: "/v1/imports/" + i.ID + "/start", as: asAdmin, body: `{}`, status: 409},
		{name: "cancel what is done", method: "DELETE", url: "/v1/imports/" + i.ID, as: asAdmin, status: 409},
	})

	// The same file again adds nothing, though it is another import.
	again := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports?source="+string(i.Source), "again.csv", file))
	decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+again.ID+"/start",
		imports.ImportStart{Mapping: &m}))
	until(t, func() bool { return b.importState(again.ID).State == "done" })
	if twice := b.importState(again.ID); twice.Accepted != 0 || twice.Duplicates != 2 || twice.Refused != 1 {
		t.Errorf("sent twice: %+v", twice)
	}
}

func TestUploadsThatAreNot(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	before, _ := os.ReadDir(k.uploads)
	for name, c := range map[string]struct {
		w      *httptest.ResponseRecorder
		status int
	}{
		"not a form": {k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports", `{}`), 400},
		"an empty form": {k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports", "--x--\r\n",
			header("Content-Type", "multipart/form-data; boundary=x")), 400},
		"cut off": {k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports",
			"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone\n09",
			header("Content-Type", "multipart/form-data; boundary=x")), 400},
		"empty":            {b.upload(cham.RoleAdmin, "/v1/imports", "a.csv", nil), 400},
		"a picture":        {b.upload(cham.RoleAdmin, "/v1/imports", "a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")), 400},
		"over the limit":   {b.upload(cham.RoleAdmin, "/v1/imports", "a.csv", bytes.Repeat([]byte("phone\n"), 1<<20)), 413},
		"a foreign source": {b.upload(cham.RoleAdmin, "/v1/imports?source=s_none", "a.csv", []byte("phone\n0912345678\n")), 404},
	} {
		if c.w.Code != c.status || c.w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", name, c.w.Code, c.w.Body)
		}
	}
	after, _ := os.ReadDir(k.uploads)
	if len(after) != len(before) {
		t.Errorf("files stay behind: %v", after)
	}
	if all := decode[[]imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/imports", nil)); len(all) != 1 {
		t.Errorf("imports of nothing: %+v", all)
	}
	if all := decode[[]sources.SourceInfo](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/sources", nil)); len(all) != 1 {
		t.Errorf("sources of nothing: %+v", all)
	}
}

func TestImportNDJSONInParts(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var file bytes.Buffer
	const calls = 9000 // several batches
	for i := range calls {
		line, err := json.Marshal(map[string]any{"type": "track", "userId": fmt.Sprintf("u%d", (i-i%3)%700), "event": "Order Completed",
			"messageId": fmt.Sprintf("m%d", i-i%3), "timestamp": b.at(float64((i-i%3)%50) + 1)}) // every call thrice
		b.must(err)
		file.Write(append(line, '\n'))
	}
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports?source=s_alpha", "a.ndjson", file.Bytes()))
	decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/start", imports.ImportStart{}))
	until(t, func() bool { return b.importState(i.ID).State != jobs.Running })
	if done := b.importState(i.ID); done.State != jobs.Done || done.Accepted != calls/3 || done.Duplicates != calls/3*2 || done.Refused != 0 {
		t.Errorf("%+v", done)
	}
	h := decode[report.Home](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/home", nil))
	if h.TotalEver != calls/3 {
		t.Errorf("%d touches of %d", h.TotalEver, calls/3)
	}
}
