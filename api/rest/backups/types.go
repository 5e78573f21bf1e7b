package backups

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham/api/rest/route"
)

type (
	// BackupsInfo is how backups stand.
	BackupsInfo struct {
		At        string         `json:"at" doc:"time of the daily backup, by the machine's clock; empty for none" example:"03:00"`
		Keep      int            `json:"keep" doc:"how many of each kind are kept" example:"3"`
		Next      *time.Time     `json:"next,omitempty" doc:"when the next daily backup is made"`
		Folder    string         `json:"folder" doc:"where they are kept on the machine" example:"/var/lib/cham/backups"`
		Encrypted bool           `json:"encrypted" doc:"a passphrase is needed to read them"`
		Running   *BackupRunning `json:"running,omitempty" doc:"the one under way"`
		Last      *BackupResult  `json:"last,omitempty" doc:"the last one that ended, well or not"`
		LastGood  *BackupResult  `json:"lastGood,omitempty" doc:"the last one that ended well"`
		Files     []BackupFile   `json:"files" doc:"the newest first"`
	}
	// MachineState is how the machine stands.
	MachineState struct {
		Concerns []MachineConcern `json:"concerns" doc:"what somebody must see to, the worst first"`
	}
	// MachineConcern is one thing to see to.
	MachineConcern struct {
		Kind string `json:"kind" enum:"disk-full,disk-low,index-full,index-low,memory-low,backup-failed,backup-late,backup-room"`
		Have int64  `json:"have,omitempty" doc:"bytes there are" example:"1932735283"`
		Need int64  `json:"need,omitempty" doc:"bytes there should be, or the ceiling" example:"2147483648"`
		// At is left out for never.
		At *time.Time `json:"at,omitempty" doc:"when the last backup failed, or the last good one was made; none for never"`
	}
	// BackupRunning is a backup under way.
	BackupRunning struct {
		Since     time.Time `json:"since"`
		Done      int64     `json:"done" doc:"bytes written, packed"`
		Total     int64     `json:"total" doc:"about how many there are to read"`
		Verifying bool      `json:"verifying" doc:"it is written and being restored to try"`
	}
	// BackupResult is what became of a backup.
	BackupResult struct {
		Name     string    `json:"name" example:"daily-20261130-030000.cham"`
		At       time.Time `json:"at"`
		Bytes    int64     `json:"bytes"`
		Seconds  float64   `json:"seconds"`
		Verified string    `json:"verified,omitempty" enum:"restored,hashes" doc:"restored to try and equal, or only its hashes for want of room"`
		Error    string    `json:"error,omitempty"`
	}
	// BackupFile is a backup that is there.
	BackupFile struct {
		Name  string    `json:"name" example:"daily-20261130-030000.cham"`
		Kind  string    `json:"kind" enum:"daily,asked,before-upgrade,before-migrate"`
		At    time.Time `json:"at"`
		Bytes int64     `json:"bytes"`
	}
	// BackupPassword proves who asks.
	BackupPassword struct {
		Password string `json:"password" maxLength:"1000" doc:"the caller's own"`
	}
	// BackupTicket is where to download from, once and within a minute.
	BackupTicket struct {
		URL string `json:"url" example:"/v1/backups/daily-20261130-030000.cham/file?ticket=…"`
	}
)

type (
	ticketIn struct {
		route.RequestInfo
		Name string `path:"name" maxLength:"100"`
		Body BackupPassword
	}
	fileIn struct {
		route.RequestInfo
		Name   string `path:"name" maxLength:"100"`
		Ticket string `query:"ticket" maxLength:"100" doc:"of POST /v1/backups/{name}/ticket"`
	}
	fileOut struct {
		ContentType  string `header:"Content-Type"`
		Disposition  string `header:"Content-Disposition"`
		CacheControl string `header:"Cache-Control"`
		Body         func(huma.Context)
	}
)

// fileAnswer describes the bytes in OpenAPI.
func fileAnswer(op *huma.Operation, _ huma.Registry) {
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}}
}
