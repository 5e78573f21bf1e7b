package questions

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/measure"
)

// Every question that the API takes has an example that is a right query, and
// that the docs show as it is.
func TestExamples(t *testing.T) {
	docs, err := os.ReadFile("../../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	field, _ := reflect.TypeFor[measure.Query]().FieldByName("Question")
	for name := range strings.SplitSeq(field.Tag.Get("enum"), ",") {
		e, ok := examples[measure.Question(name)]
		if !ok {
			t.Errorf("%s: no example", name)
			continue
		}
		m := &cham.JourneyMap{ID: "m_1", Stages: []cham.Stage{{ID: "s"}}}
		for _, id := range []string{"ad", "booking", "order"} {
			m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: id, Stage: "s"})
		}
		if e.query.Map == "" {
			m = nil
		}
		e.query.Question = measure.Question(name)
		if _, err := measure.Compile(e.query, m, time.UTC, november.AddDate(0, 2, 0)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		b, err := json.Marshal(e.query)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(docs), string(b)) {
			t.Errorf("docs/api.md lacks the example of %s: %s\n%s", name, e.summary, b)
		}
	}
}
