package letter

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham"
)

func panelOf(text string, change func(*Panel)) Note {
	p := Panel{Headline: "Ưu đãi cho {{ first_name }}", Button: "Xem", URL: "https://mocan.vn/?m={{ first_name }}"}
	if change != nil {
		change(&p)
	}
	return Note{Text: text, Panel: &p}
}

var lan = FieldsOf("Lê Thị Lan", map[string]json.RawMessage{"gender": json.RawMessage(`"f"`), "city": json.RawMessage(`"Bí Mật"`)}, "vi")

func TestPanelIsWritten(t *testing.T) {
	c, err := CompilePanel(panelOf("Chào {{ salutation }}\nMời ghé {{ business }}", nil))
	if err != nil {
		t.Fatal(err)
	}
	w, err := c.Write(lan, Frame{Lang: "vi", Business: "Mộc An", Link: func(to string) string { return "counted:" + to }})
	want := WrittenPanel{Headline: "Ưu đãi cho Lan", Text: "Chào chị\nMời ghé Mộc An", Button: "Xem", Link: "counted:https://mocan.vn/?m=Lan",
		Place: Popup}
	if err != nil || w != want {
		t.Errorf("%+v %v", w, err)
	}
	if _, err := c.Write(Fields{}, Frame{}); err == nil {
		t.Error("it needs a name, and there is none")
	}
}

func TestPanelSaysWhatIsWrong(t *testing.T) {
	for field, change := range map[string]func(*Panel){
		"panel.place":    func(p *Panel) { p.Place = "hat" },
		"panel.slot":     func(p *Panel) { p.Place, p.Slot = Inline, `x"]` },
		"panel.headline": func(p *Panel) { p.Headline = "{{ name }}" },
		"panel.button":   func(p *Panel) { p.Button = "" },
		"panel.url":      func(p *Panel) { p.URL = "javascript:alert(1)" },
		"panel.picture":  func(p *Panel) { p.Picture = "http://mocan.vn/a.png" },
	} {
		_, err := CompilePanel(panelOf("Mời ghé", change))
		if e, ok := err.(*cham.Error); !ok || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := CompilePanel(Note{Text: "Mời"}); err == nil {
		t.Error("without a headline")
	}
	if _, err := CompilePanel(panelOf("{{ customer.city }}", nil)); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("what is known of them: %v", err)
	}
}

// TestPanelTellsNothing: whatever is written, nobody learns more of who somebody is than what they are called by.
func TestPanelTellsNothing(t *testing.T) {
	pieces := []string{"{{ first_name }}", "{{ customer.city }}", "{{ name }}", "{% assign a = customer.city %}", "{{ a }}",
		"{% assign b = name %}", "{{ b | upcase }}", `{% if customer.city == "Bí Mật" %}`,
		"đoán", "{% else %}", "{% endif %}", "{{ customer.city | default: name }}", " "}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "text"), "")
		c, err := CompilePanel(panelOf(text, nil))
		if err != nil {
			return
		}
		w, err := c.Write(lan, Frame{Lang: "vi"})
		if err != nil {
			return
		}
		stranger, err := c.Write(FieldsOf("Trần Lan", map[string]json.RawMessage{"gender": json.RawMessage(`"f"`)}, "vi"), Frame{Lang: "vi"})
		if err != nil || w != stranger {
			t.Fatalf("%q tells two of one first name apart: %+v, %+v %v", text, w, stranger, err)
		}
	})
}
