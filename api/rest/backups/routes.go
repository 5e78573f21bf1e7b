// Package backups has the routes about the installation as a whole: how its
// machine stands, and its backups: how they stand, making one, and taking one away.
// A backup has every workspace in it, so only who owns all of them may.
package backups

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/backup"
	"cham/capability/machine"
)

// Deps is what the area works with.
type Deps struct {
	Keeper Keeper
	Access Access
	// At is the time of day of the daily backup, "" for none; Keep how many are
	// kept; Dir where; Encrypted whether a passphrase reads them.
	At, Dir   string
	Keep      int
	Encrypted bool
	Now       func() time.Time
	// Machine is how the machine stands.
	Machine func() machine.State
}

// Keeper is a backup.Keeper.
type Keeper interface {
	Status() backup.Status
	Next() time.Time
	Start(kind string) error
	Cancel()
	Open(name string) (*os.File, error)
}

// Access is an access.Service.
type Access interface {
	BySession(ctx context.Context, token string) (access.Caller, error)
	Prove(ctx context.Context, c access.Caller, password string) error
	OwnsAll(ctx context.Context, c access.Caller) (bool, error)
}

type server struct {
	Deps
	mu      sync.Mutex
	tickets map[string]ticket
}

// ticket lets one backup be taken once, soon, by who proved their password.
type ticket struct {
	name  string
	user  cham.UserID
	until time.Time
}

const ticketLasts = time.Minute

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{Deps: d, tickets: map[string]ticket{}}
	return []route.Route{
		route.Get("/v1/machine", route.Settings, "What of the machine somebody must see to: disk, memory, backups", s.machine),
		route.Get("/v1/backups", route.Own, "How backups stand; of who owns every workspace", s.list),
		route.Post("/v1/backups", route.Own, "Make a backup now, in the background", s.start),
		route.Delete("/v1/backups/running", route.Own, "Stop the backup under way", s.cancel),
		route.Post("/v1/backups/{name}/ticket", route.Own, "Prove the password, for an address to download a backup from", s.ticket),
		route.Get("/v1/backups/{name}/file", route.Own, "The backup's file, once for a ticket", s.file).With(fileAnswer),
	}
}

// owner refuses everybody but who owns every workspace.
func (s *server) owner(ctx context.Context, session string) (access.Caller, error) {
	c, all, err := access.Caller{}, false, error(nil)
	if cham.ActorFrom(ctx).User != "" { // no program's key
		c, err = s.Access.BySession(ctx, session)
	}
	if err == nil {
		all, err = s.Access.OwnsAll(ctx, c)
	}
	if err == nil && !all {
		err = cham.Errorf(cham.CodeForbidden, "backups",
			"a backup has every business of this installation in it: only a person who owns all of them may see it; on the machine: cham backup")
	}
	return c, err
}

// machine tells of backups only to who may see them.
func (s *server) machine(ctx context.Context, in *route.RequestInfo) (MachineState, error) {
	_, err := s.owner(ctx, in.Session)
	if err != nil && cham.ErrorCode(err) != cham.CodeForbidden && cham.ErrorCode(err) != cham.CodeUnauthorized {
		return MachineState{}, err
	}
	out := MachineState{Concerns: []MachineConcern{}}
	for _, c := range s.Machine().Concerns() {
		if err != nil && c.Kind.OfBackups() {
			continue
		}
		out.Concerns = append(out.Concerns, MachineConcern{string(c.Kind), c.Have, c.Need, unlessZero(c.At)})
	}
	return out, nil
}

func unlessZero(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (s *server) list(ctx context.Context, in *route.RequestInfo) (BackupsInfo, error) {
	if _, err := s.owner(ctx, in.Session); err != nil {
		return BackupsInfo{}, err
	}
	st := s.Keeper.Status()
	info := BackupsInfo{At: s.At, Keep: s.Keep, Next: unlessZero(s.Keeper.Next()), Folder: s.Dir, Encrypted: s.Encrypted,
		Files: []BackupFile{}, Last: resultOf(st.Last), LastGood: resultOf(st.LastGood)}
	if r := st.Running; r != nil {
		info.Running = &BackupRunning{Since: r.Since, Done: r.Done, Total: r.Total, Verifying: r.Verifying}
	}
	for _, f := range st.Files {
		info.Files = append(info.Files, BackupFile(f))
	}
	return info, nil
}

func resultOf(r *backup.Result) *BackupResult {
	if r == nil {
		return nil
	}
	out := BackupResult(*r)
	return &out
}

func (s *server) start(ctx context.Context, in *route.RequestInfo) (BackupsInfo, error) {
	if _, err := s.owner(ctx, in.Session); err != nil {
		return BackupsInfo{}, err
	}
	if err := s.Keeper.Start(backup.Asked); err != nil {
		return BackupsInfo{}, err
	}
	return s.list(ctx, in)
}

func (s *server) cancel(ctx context.Context, in *route.RequestInfo) (route.None, error) {
	_, err := s.owner(ctx, in.Session)
	if err == nil {
		s.Keeper.Cancel()
	}
	return route.None{}, err
}

func (s *server) ticket(ctx context.Context, in *ticketIn) (BackupTicket, error) {
	c, err := s.owner(ctx, in.Session)
	if err != nil {
		return BackupTicket{}, err
	}
	f, err := s.Keeper.Open(in.Name)
	if err != nil {
		return BackupTicket{}, err
	}
	f.Close()
	if err := s.Access.Prove(ctx, c, in.Body.Password); err != nil {
		return BackupTicket{}, err
	}
	made := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, t := range s.tickets {
		if t.until.Before(s.Now()) {
			delete(s.tickets, old)
		}
	}
	s.tickets[made] = ticket{in.Name, c.User.ID, s.Now().Add(ticketLasts)}
	return BackupTicket{URL: "/v1/backups/" + in.Name + "/file?ticket=" + made}, nil
}

// use takes the ticket, which is good once.
func (s *server) use(id, name string, user cham.UserID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tickets[id]
	delete(s.tickets, id)
	if !ok || t.name != name || t.user != user || t.until.Before(s.Now()) {
		return cham.Errorf(cham.CodeNotFound, "backups.file", "the address was used already or is too old: ask for the download again")
	}
	return nil
}

func (s *server) file(ctx context.Context, in *fileIn) (fileOut, error) {
	c, err := s.owner(ctx, in.Session)
	if err != nil {
		return fileOut{}, err
	}
	if err := s.use(in.Ticket, in.Name, c.User.ID); err != nil {
		return fileOut{}, err
	}
	f, err := s.Keeper.Open(in.Name)
	if err != nil {
		return fileOut{}, err
	}
	return fileOut{ContentType: "application/octet-stream", Disposition: `attachment; filename="` + in.Name + `"`,
		CacheControl: "no-store", Body: func(ctx huma.Context) {
			defer f.Close()
			io.Copy(ctx.BodyWriter(), f)
		}}, nil
}
