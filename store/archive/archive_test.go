package archive

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"cham"
)

func init() { workFactor = 10 } // the tests need no strength

// made is an archive of three parts, one of them longer than a chunk.
func made(t *testing.T, passphrase string) (file []byte, content map[string]string) {
	t.Helper()
	noise := make([]byte, chunkBytes+chunkBytes/2)
	rand.Read(noise)
	content = map[string]string{"state/a": "[1]\n[2]\n", "history/x.duckdb": string(noise), "state/empty": ""}
	var out bytes.Buffer
	sealed, err := Encrypt(&out, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(sealed, Head{Program: "test", At: time.Unix(1e9, 0).UTC(), Schema: 7, Workspaces: []cham.WorkspaceID{"x"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"state/a", "history/x.duckdb", "state/empty"} {
		if _, err := w.Write(name, func(w io.Writer) (int64, error) {
			_, err := io.Copy(w, strings.NewReader(content[name]))
			return int64(strings.Count(content[name], "\n")), err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sealed.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), content
}

func read(file []byte, passphrase string) (map[string]string, Manifest, error) {
	got := map[string]string{}
	r, err := Decrypt(bytes.NewReader(file), passphrase)
	if err != nil {
		return got, Manifest{}, err
	}
	m, err := Read(r, Reading{Part: func(name string, r io.Reader) error {
		b, err := io.ReadAll(r)
		got[name] = string(b)
		return err
	}})
	return got, m, err
}

func TestReadsWhatWasWritten(t *testing.T) {
	for _, passphrase := range []string{"", "mùa đông này lạnh"} {
		file, content := made(t, passphrase)
		got, m, err := read(file, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(content) || m.Schema != 7 || m.Format != Format || m.Part("state/a").Bytes != 8 {
			t.Errorf("%q: read %d parts, %+v", passphrase, len(got), m.Head)
		}
		if sealed := !bytes.Contains(file, []byte("state/a")); sealed != (passphrase != "") {
			t.Errorf("%q: names can be read: %v", passphrase, !sealed)
		}
	}
}

// A file that is cut short anywhere, or changed anywhere, is refused.
func TestDamageIsFound(t *testing.T) {
	for _, passphrase := range []string{"", "x"} {
		file, _ := made(t, passphrase)
		for _, at := range []int{0, 10, 600, 2000, len(file) / 2, len(file) - 3000, len(file) - 1500} {
			if _, _, err := read(file[:at], passphrase); cham.ErrorCode(err) != cham.CodeInvalid {
				t.Errorf("%q cut at %d of %d: %v", passphrase, at, len(file), err)
			}
		}
		for _, at := range []int{len(file) / 3, len(file) / 2} {
			harmed := bytes.Clone(file)
			harmed[at] ^= 1
			if _, _, err := read(harmed, passphrase); cham.ErrorCode(err) != cham.CodeInvalid {
				t.Errorf("%q changed at %d: %v", passphrase, at, err)
			}
		}
	}
}

func TestPassphraseIsNeeded(t *testing.T) {
	file, _ := made(t, "right")
	for _, p := range []string{"", "wrong"} {
		if _, _, err := read(file, p); cham.ErrorCode(err) != cham.CodeInvalid || !strings.Contains(err.Error(), "passphrase") {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestNewerFormatIsRefused(t *testing.T) {
	file, _ := made(t, "")
	newer := bytes.Replace(file, []byte(`"format": 1`), []byte(`"format": 9`), 1)
	if _, _, err := read(newer, ""); err == nil || !strings.Contains(err.Error(), "format 9") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	w, _ := NewWriter(&out, Head{Program: "fuzz"})
	w.Write("state/a", func(w io.Writer) (int64, error) { fmt.Fprintln(w, "[1]"); return 1, nil })
	w.Close()
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, _, err := read(file, ""); err != nil && cham.ErrorCode(err) != cham.CodeInvalid {
			t.Error(err)
		}
	})
}
