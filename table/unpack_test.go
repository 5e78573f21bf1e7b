package table_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"cham/table"
)

// bomb packs size bytes of text that says the same over and over, in members of
// a megabyte, which are the same too.
func bomb(t *testing.T, text string, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	block := bytes.Repeat([]byte(text), (1<<20)/len(text))
	if _, err := z.Write(block); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(out.Bytes(), size/len(block))
}

// A small file that unpacks to a gigabyte of nothing is refused soon, and costs
// next to no memory.
func TestPackedFilesAreBounded(t *testing.T) {
	runtime.GC() // of what other tests left
	for text, why := range map[string]string{"\n": "empty lines", " \n": "empty lines", "{}\n": "unpacks to more than",
		" ": "unpacks to more than"} {
		packed := bomb(t, text, 1<<30)
		began := time.Now()
		l, err := table.NewLines(bytes.NewReader(packed))
		for err == nil {
			_, err = l.Next()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if err == io.EOF || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", text, err)
		}
		if took := time.Since(began); took > 20*time.Second || m.HeapInuse > 200<<20 {
			t.Errorf("%q took %v and %d MB", text, took, m.HeapInuse>>20)
		}
	}
}

func TestOrdinaryPackedFilesPass(t *testing.T) {
	row := "{\"type\":\"track\",\"event\":\"Order Completed\"}\n\n\n"
	l, err := table.NewLines(bytes.NewReader(bomb(t, row, 8<<20)))
	n := 0
	for err == nil {
		_, err = l.Next()
		n++
	}
	if err != io.EOF || n < 100_000 {
		t.Errorf("%d lines, %v", n, err)
	}
}
