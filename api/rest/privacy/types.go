package privacy

import (
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/consent"
	"cham/capability/erasure"
	"cham/capability/rights"
	"cham/capability/tag"
)

// CustomerConsent is what a customer agreed to.
type CustomerConsent struct {
	Standings []consent.Standing `json:"standings" doc:"what stands, for each purpose and channel that is asked about"`
	Said      []consent.Record   `json:"said" doc:"every statement, the latest first"`
}

// ConsentStatement is what a customer said to somebody of the business.
type ConsentStatement struct {
	Purpose consent.Purpose `json:"purpose" enum:"service,care,marketing,tracking,personal"`
	Channel cham.Channel    `json:"channel,omitempty" doc:"empty is every way" enum:"sms,zalo,email,call,website,"`
	State   consent.State   `json:"state" enum:"yes,no"`
	At      time.Time       `json:"at,omitzero" doc:"when it was said; now when absent"`
	Text    string          `json:"text,omitempty" maxLength:"4000" doc:"the wording that was shown or read out; it is kept by its hash"`
	Note    string          `json:"note,omitempty" maxLength:"500" doc:"how it was said: on paper, on the phone"`
}

// PreferenceLink opens a customer's own page.
type PreferenceLink struct {
	URL       string    `json:"url" mask:"hide"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// EraseCustomer asks to erase somebody for good.
type EraseCustomer struct {
	Mode    string          `json:"mode" enum:"unnamed,whole" doc:"unnamed keeps touches as nobody's, so counts stay; whole removes them"`
	Confirm cham.CustomerID `json:"confirm" doc:"the customer's id once more"`
	Request string          `json:"request,omitempty" maxLength:"100" doc:"the request it answers; it is ended with it"`
}

// Erasures are those of the business, the newest first.
type Erasures struct {
	Erasures []erasure.Erasure `json:"erasures"`
}

// DataRequests are the open ones first, by when they are due.
type DataRequests struct {
	Requests []rights.Request `json:"requests"`
	Late     int              `json:"late" doc:"open ones whose clock has run out"`
	Soon     int              `json:"soon" doc:"those whose clock runs out today, tomorrow or the day after"`
	Open     int              `json:"open"`
}

// NewDataRequest is a request as staff writes it down.
type NewDataRequest struct {
	Kind     string          `json:"kind" enum:"view,correct,erase,withdraw,protect"`
	Customer cham.CustomerID `json:"customer,omitempty"`
	Message  string          `json:"message,omitempty" maxLength:"2000"`
	Others   bool            `json:"others,omitempty" doc:"somebody else must act too"`
	At       time.Time       `json:"at,omitzero" doc:"when it came, at most a year ago; now when absent"`
}

// RefuserLists are the lists of who may not be addressed.
type RefuserLists struct {
	Lists []consent.List `json:"lists"`
}

// RefuserList is a list as it is put in.
type RefuserList struct {
	List string `json:"list" enum:"do_not_call,refusers"`
	Text string `json:"text" doc:"phones and e-mails, one to a line or a cell; only hashes are kept" mask:"hide"`
}

// RefuserListTaken says what became of a list.
type RefuserListTaken struct {
	Entries int   `json:"entries"`
	Unread  []int `json:"unread" doc:"lines with no phone and no e-mail in them, the first hundred"`
}

// CustomerData is everything that is kept of a customer.
type CustomerData struct {
	MadeAt   time.Time                  `json:"madeAt"`
	Business string                     `json:"business"`
	Customer cham.CustomerID            `json:"customer"`
	Name     string                     `json:"name,omitempty" person:"name"`
	Keys     []DataKey                  `json:"keys"`
	Traits   map[string]json.RawMessage `json:"traits" mask:"traits"`
	Consents []consent.Record           `json:"consents"`
	Tags     []tag.Mark                 `json:"tags" doc:"words that the business put on them"`
	Requests []rights.Request           `json:"requests"`
	Touches  []DataTouch                `json:"touches" doc:"newest first"`
	Cut      bool                       `json:"cut,omitempty" doc:"there are more touches than a file holds; ask with before for the rest"`
}

// DataKey is a key, and since when it is known.
type DataKey struct {
	Kind  cham.KeyKind `json:"kind"`
	Value string       `json:"value"`
	Since time.Time    `json:"since"`
}

// DataTouch is a touch with everything that was sent.
type DataTouch struct {
	Seq        int64           `json:"seq"`
	At         time.Time       `json:"at"`
	Type       cham.CallType   `json:"type"`
	Name       string          `json:"name,omitempty"`
	Channel    cham.Channel    `json:"channel"`
	Source     string          `json:"source,omitempty" doc:"what sent it"`
	URL        string          `json:"url,omitempty" mask:"url"`
	Title      string          `json:"title,omitempty"`
	Referrer   string          `json:"referrer,omitempty" mask:"url"`
	Campaign   string          `json:"campaign,omitempty" doc:"source, medium and name"`
	Device     string          `json:"device,omitempty"`
	Branch     string          `json:"branch,omitempty"`
	Value      float64         `json:"value,omitempty"`
	Currency   string          `json:"currency,omitempty"`
	Properties json.RawMessage `json:"properties,omitempty"`
	Traits     json.RawMessage `json:"traits,omitempty" person:"name"`
	Context    json.RawMessage `json:"context,omitempty" person:"name"`
}

type (
	sayIn struct {
		ID   cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
		Body ConsentStatement
	}
	mayIn struct {
		ID      cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
		Purpose consent.Purpose `query:"purpose" default:"marketing" enum:"service,care,marketing,tracking,personal"`
		Channel cham.Channel    `query:"channel" enum:"sms,zalo,email,call,website," doc:"empty where data is only used"`
	}
	linkIn struct {
		route.RequestInfo
		ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
	}
	eraseIn struct {
		ID   cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
		Body EraseCustomer
	}
	dataIn struct {
		ID        cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
		Before    time.Time       `query:"before" doc:"only touches before this; the rest of a cut file"`
		BeforeSeq int64           `query:"beforeSeq"`
	}
	stepIn struct {
		ID   string `path:"id"`
		Body rights.Step
	}
)
