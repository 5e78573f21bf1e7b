package cham_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asvs is how many requirements of levels 1 and 2 each section of OWASP ASVS
// 5.0.0 has; they come first in each, numbered from 1.
var asvs = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
	"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
	"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
	"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4,
	"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
	"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4,
	"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}

var (
	requirement = regexp.MustCompile(`\b(\d+\.\d+)\.(\d+)\b`)
	namedTest   = regexp.MustCompile("`((?:Test|Fuzz)\\w+|[\\w-]+\\.spec\\.ts)`")
	testFunc    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// docs/security.md goes through every requirement of the two levels, once, and
// names tests that are there.
func TestSecurityPage(t *testing.T) {
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testNames(t)
	for _, m := range namedTest.FindAllStringSubmatch(string(text), -1) {
		if !there[m[1]] {
			t.Errorf("the page names %s, which is not there", m[1])
		}
	}
	_, chapters, ok := strings.Cut(string(text), "\n## V1 ")
	if !ok {
		t.Fatal("the page has no chapter V1")
	}
	said := map[string]int{}
	for _, m := range requirement.FindAllStringSubmatch(chapters, -1) {
		said[m[0]]++
	}
	for section, n := range asvs {
		for i := 1; i <= n; i++ {
			name := fmt.Sprintf("%s.%d", section, i)
			if said[name] != 1 {
				t.Errorf("%s is on the page %d times", name, said[name])
			}
			delete(said, name)
		}
	}
	for name := range said {
		t.Errorf("%s is no requirement of levels 1 and 2", name)
	}
}

func testNames(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "node_modules":
			return filepath.SkipDir
		case strings.HasSuffix(name, ".spec.ts"):
			all[d.Name()] = true
		case strings.HasSuffix(name, "_test.go"):
			text, err := os.ReadFile(name)
			for _, m := range testFunc.FindAllSubmatch(text, -1) {
				all[string(m[1])] = true
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
