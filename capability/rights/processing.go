package rights

import (
	"context"
	"encoding/json"
	"time"

	"cham"
)

// Processing is the register of processing activities: what is done with whose
// data, what for, who gets it, and how long it is kept.
type Processing struct {
	Controller string     `json:"controller" maxLength:"200" doc:"the business"`
	Contact    string     `json:"contact" maxLength:"500" doc:"whom customers write to about their data"`
	Activities []Activity `json:"activities" maxItems:"100"`
	At         time.Time  `json:"at,omitzero" doc:"when somebody last changed it; absent while it is as it was made"`
}

// Activity is one of them.
type Activity struct {
	Name       string `json:"name" maxLength:"200"`
	Data       string `json:"data" maxLength:"1000"`
	Purpose    string `json:"purpose" maxLength:"1000"`
	Basis      string `json:"basis" maxLength:"500" doc:"consent, a contract, a legal duty"`
	Recipients string `json:"recipients" maxLength:"1000"`
	Retention  string `json:"retention" maxLength:"500"`
	Abroad     string `json:"abroad,omitempty" maxLength:"500" doc:"where data leaves the country, and to whom"`
}

const processingDocument = "processing"

// Processing is the register, as it was last left; first, when nobody has touched it.
func (d *Desk) Processing(ctx context.Context, ws cham.WorkspaceID, first func() Processing) (p Processing, err error) {
	body, at, err := d.Store.Document(ctx, ws, processingDocument)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return first(), nil
	}
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	p.At = at
	return p, err
}

// SetProcessing keeps the register.
func (d *Desk) SetProcessing(ctx context.Context, ws cham.WorkspaceID, p Processing, by cham.UserID) error {
	body, err := json.Marshal(p)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, "rights.SetProcessing", err)
	}
	return d.Store.PutDocument(ctx, ws, processingDocument, body, by, d.Now())
}
