package table

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

type sale struct {
	Phone  string             `parquet:"phone,dict"`
	At     time.Time          `parquet:"at,timestamp(microsecond)"`
	Wall   int64              `parquet:"wall,timestamp(millisecond:local)"`
	Day    int32              `parquet:"day,date"`
	Amount float64            `parquet:"amount"`
	Exact  int64              `parquet:"exact,decimal(2:18)"`
	Code   *int64             `parquet:"code,optional"`
	Tags   []string           `parquet:"tags,list"`
	Who    struct{ Vip bool } `parquet:"who"`
	Spark  deprecated.Int96   `parquet:"spark"`
}

// written is a Parquet file of rows.
func written(t testing.TB, n int, options ...parquet.WriterOption) string {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[sale](&out, append(options, parquet.Compression(&parquet.Zstd))...)
	code, spark := int64(7), uint64(3600e9)
	at := time.Date(2026, 3, 1, 14, 5, 9, 500e6, time.UTC)
	for i := range n {
		s := sale{Phone: "0912345678", At: at, Wall: at.UnixMilli(), Day: int32(at.Unix() / 86400), Amount: 1.125 + float64(i), Exact: -12345,
			Tags: []string{"a", "b"}, Spark: deprecated.Int96{uint32(spark), uint32(spark >> 32), 2440588 + 1}}
		if i == 1 {
			s.Code, s.Who.Vip, s.Tags = &code, true, nil
		}
		if _, err := w.Write([]sale{s}); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 999 {
			if err := w.Flush(); err != nil { // a row group
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestParquet(t *testing.T) {
	r, rows, err := rowsOf(t, written(t, 2500), "x.parquet")
	if err != nil || len(rows) != 2500 {
		t.Fatal(err, len(rows))
	}
	if want := []string{"phone", "at", "wall", "day", "amount", "exact", "code", "tags", "who.Vip", "spark"}; !reflect.DeepEqual(r.Header,
		want) {
		t.Errorf("%q, want %q", r.Header, want)
	}
	for i, want := range [][]string{{"0912345678", "2026-03-01T14:05:09.5Z", "2026-03-01 14:05:09.5", "2026-03-01", "1.1250", "-123.45", "",
		"a, b",
		"false", "1970-01-02T01:00:00Z"}, {"0912345678", "2026-03-01T14:05:09.5Z", "2026-03-01 14:05:09.5", "2026-03-01", "2.1250", "-123.45",
		"7", "", "true", "1970-01-02T01:00:00Z"}} {
		if !reflect.DeepEqual(rows[i].Cells, want) || rows[i].Line != i+1 || !reflect.DeepEqual(r.Sample[i], want) {
			t.Errorf("%+v, want %q", rows[i], want)
		}
	}
	if rows[2499].Cells[4] != "2500.1250" || rows[2499].Line != 2500 {
		t.Errorf("%+v", rows[2499])
	}
	if got := decimals(3)(parquet.FixedLenByteArrayValue(new(big.Int).SetInt64(0x0102).FillBytes(make([]byte, 5)))); got != "0.2580" {
		t.Error(got)
	}
}

// What a file claims is held against what it is before anything is made ready for it.
func TestParquetRefused(t *testing.T) {
	good := written(t, 10)
	size := int(binary.LittleEndian.Uint32([]byte(good[len(good)-8:])))
	absurd := func(footer string) string {
		return good[:len(good)-8-size] + footer + string(binary.LittleEndian.AppendUint32(nil, uint32(len(footer)))) + "PAR1"
	}
	for name, c := range map[string]struct{ file, want string }{
		"cut short":       {good[:len(good)-100], "parquet"},
		"the sign":        {"PAR1", "parquet"},
		"locked":          {"PARE" + good[4:], "parquetLocked"},
		"a footer beyond": {good[:len(good)-8] + "\xff\xff\xff\x7fPAR1", "parquet"},
		"a list beyond":   {absurd("\x15\x02\x19\xfc\xff\xff\xff\xff\x07\x00"), "parquet"},
		"a text beyond":   {absurd("\x15\x02\x18\xff\xff\xff\xff\x07"), "parquet"},
		"nothing":         {absurd("\x00"), "parquet"},
		"nested":          {absurd(strings.Repeat("\x1c", 1<<20)), "parquet"},
		"no rows":         {written(t, 0), "rows"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		key, _ := refusedAs(t, c.file, "x.parquet")
		if runtime.ReadMemStats(&after); key != c.want || after.TotalAlloc-before.TotalAlloc > 32<<20 {
			t.Errorf("%s: %s, want %s; %d MB", name, key, c.want, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
	}
	type coded struct {
		A string `parquet:"a,delta"`
	}
	var out bytes.Buffer
	if err := parquet.Write(&out, []coded{{"x"}, {"xy"}}); err != nil {
		t.Fatal(err)
	}
	if key, _ := refusedAs(t, out.String(), ""); key != "parquetCoded" {
		t.Errorf("values that repeat those before them: %s", key)
	}
	page := strings.Index(good, "\x15\x00\x15") + 2 // the first page's head: kind, unpacked size
	for _, claim := range []string{"\x15\xfe\xff\xff\xff\x0f", "\x15\x80\x80\x80\x80\x01"} {
		key, _ := refusedAs(t, good[:page]+claim+good[page+len(claim):], "")
		if key != "parquet" && key != "parquetBig" {
			t.Errorf("a page of two gigabytes: %s", key)
		}
	}
}

func FuzzParquet(f *testing.F) {
	f.Add([]byte(written(f, 3)))
	f.Add([]byte(written(f, 2, parquet.DataPageVersion(1))))
	f.Fuzz(func(t *testing.T, b []byte) { checkRows(t, "PAR1"+strings.TrimPrefix(string(b), "PAR1"), "x.parquet") })
}
