package codes

import (
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/qr"
)

// QRCode is a printed code and what came by it.
type QRCode struct {
	ID         string       `json:"id"`
	URL        string       `json:"url" doc:"what the code says"`
	Map        cham.MapID   `json:"map"`
	Touchpoint string       `json:"touchpoint"`
	Name       string       `json:"name" doc:"what the touchpoint was called when the code was made: the campaign of its touches"`
	Channel    cham.Channel `json:"channel"`
	Branch     string       `json:"branch,omitempty"`
	Place      string       `json:"place,omitempty" doc:"where in the branch it hangs"`
	Page       QRPage       `json:"page"`
	CreatedAt  time.Time    `json:"createdAt"`
	RevokedAt  time.Time    `json:"revokedAt,omitzero"`
	Scans      int          `json:"scans" doc:"in the last 7 days"`
	Answers    int          `json:"answers" doc:"in the last 7 days"`
	LastAt     time.Time    `json:"lastAt,omitzero" doc:"of the last scan or answer"`
}

// QRPage is what a code's page does when it was opened.
type QRPage struct {
	Line     string            `json:"line,omitempty" maxLength:"80" doc:"stands under the printed code"`
	Address  string            `json:"address,omitempty" maxLength:"500" doc:"where visitors may go on to; https only"`
	Thanks   string            `json:"thanks,omitempty" maxLength:"300"`
	Ask      *QRQuestion       `json:"ask,omitempty"`
	Contact  bool              `json:"contact,omitempty" doc:"ask for name and telephone number, which nobody has to give"`
	Consents []consent.Purpose `json:"consents,omitempty" maxItems:"4" enum:"care,marketing,tracking,personal"`
}

// QRQuestion is the one question of a code's page.
type QRQuestion struct {
	Kind    qr.QuestionKind `json:"kind" enum:"choice,nps,csat,text" doc:"nps: 0 to 10; csat: 1 to 5 stars"`
	Text    string          `json:"text" minLength:"1" maxLength:"300"`
	Choices []string        `json:"choices,omitempty" maxItems:"10"`
}

// NewQRCodes asks for a code for each of a touchpoint's branches and places.
type NewQRCodes struct {
	Map        cham.MapID `json:"map"`
	Touchpoint string     `json:"touchpoint"`
	Branches   []string   `json:"branches,omitempty" maxItems:"200" doc:"none is one code without a branch"`
	Places     []string   `json:"places,omitempty" maxItems:"200" doc:"none is one code in each branch"`
	Page       QRPage     `json:"page"`
}

// QRCodeChange changes what is set; absent fields stay.
type QRCodeChange struct {
	Branch *string `json:"branch,omitempty" maxLength:"80"`
	Place  *string `json:"place,omitempty" maxLength:"80"`
	Page   *QRPage `json:"page,omitempty"`
}

// BrandInfo is how the business shows itself on the pages that customers open.
type BrandInfo struct {
	Colour string `json:"colour,omitempty" doc:"#1f6f5c"`
	Logo   []byte `json:"logo,omitempty" doc:"a PNG; sent, a PNG, JPEG or WebP file of at most 2 MB"`
}

func pageOf(p qr.Page) QRPage {
	out := QRPage{Line: p.Line, Address: p.Address, Thanks: p.Thanks, Contact: p.Contact, Consents: p.Consents}
	if p.Ask != nil {
		ask := QRQuestion(*p.Ask)
		out.Ask = &ask
	}
	return out
}

func (p QRPage) page() qr.Page {
	out := qr.Page{Line: p.Line, Address: p.Address, Thanks: p.Thanks, Contact: p.Contact, Consents: p.Consents}
	if p.Ask != nil {
		ask := qr.Question(*p.Ask)
		out.Ask = &ask
	}
	return out
}
