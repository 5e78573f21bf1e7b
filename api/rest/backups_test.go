package rest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/backups"
	"cham/capability/backup"
	"cham/capability/machine"
	"cham/store/archive"
)

// backupsKit is an installation whose real access service says who owns all.
func backupsKit(t *testing.T) *kit {
	t.Helper()
	k := newKit(t)
	k.deps.Backups.Access = k.access
	s, mux := assemble(k.deps)
	k.handler = s.middleware(mux)
	return k
}

// A backup is made, seen, and taken away once by who proves their password;
// it is a whole archive.
func TestBackupIsMadeAndTakenAway(t *testing.T) {
	k := backupsKit(t)
	owner := k.business("alpha").cookie(cham.RoleOwner)
	if r := k.call(owner, "POST", "/v1/backups", nil); r.Code != http.StatusOK {
		t.Fatal(r.Code, r.Body)
	}
	if err := k.App.Backups.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	info := decode[backups.BackupsInfo](t, k.call(owner, "GET", "/v1/backups", nil))
	if len(info.Files) != 1 || info.Running != nil || info.Last.Error != "" || info.Last.Verified != "restored" || info.Last.Bytes == 0 {
		t.Fatalf("%+v %+v", info, info.Last)
	}
	at := "/v1/backups/" + info.Files[0].Name
	if r := k.call(owner, "POST", at+"/ticket", `{"password":"not this"}`); r.Code != http.StatusBadRequest {
		t.Error("a wrong password: ", r.Code, r.Body)
	}
	if r := k.call(owner, "GET", at+"/file?ticket=", nil); r.Code != http.StatusNotFound {
		t.Error("without a ticket: ", r.Code)
	}
	url := decode[backups.BackupTicket](t, k.call(owner, "POST", at+"/ticket", `{"password":"`+goodPassword+`"}`)).URL
	file := k.call(owner, "GET", url, nil)
	named := file.Header().Get("Content-Disposition")
	if _, err := archive.Read(file.Body, archive.Reading{}); err != nil || !strings.Contains(named, info.Files[0].Name) {
		t.Error(file.Code, err, file.Header())
	}
	if r := k.call(owner, "GET", url, nil); r.Code != http.StatusNotFound {
		t.Error("a ticket used twice: ", r.Code)
	}
}

// An owner of one business among several sees nothing of backups, which have all
// of them.
func TestBackupsAreOfWhoOwnsAll(t *testing.T) {
	k := backupsKit(t)
	owner := k.business("alpha").cookie(cham.RoleOwner)
	k.business("beta")
	for _, r := range [][3]string{{"GET", "/v1/backups"}, {"POST", "/v1/backups"}, {"DELETE", "/v1/backups/running"},
		{"POST", "/v1/backups/asked-1.cham/ticket", `{"password":"` + goodPassword + `"}`}, {"GET", "/v1/backups/asked-1.cham/file?ticket=x"}} {
		var body any
		if r[2] != "" {
			body = r[2]
		}
		if got := k.call(owner, r[0], r[1], body); got.Code != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", r[0], r[1], got.Code, got.Body)
		}
	}
}

// Who runs one business among several hears of disk and memory, not of backups;
// who may not change the business hears nothing.
func TestMachineTellsWhoRunsTheBusiness(t *testing.T) {
	k := newKit(t)
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	k.deps.Backups.Access = k.access
	k.deps.Backups.Machine = func() machine.State {
		return machine.State{Now: now, DiskFree: 1 << 20, DiskFloor: 2 << 20,
			Backups: backup.Status{Last: &backup.Result{At: now, Error: "/srv/backups: no room"}}}
	}
	s, mux := assemble(k.deps)
	k.handler = s.middleware(mux)
	b := k.business("alpha")
	kinds := func(who as) (kinds []string) {
		for _, c := range decode[backups.MachineState](t, k.call(who, "GET", "/v1/machine", nil)).Concerns {
			kinds = append(kinds, c.Kind)
		}
		return kinds
	}
	if got := kinds(b.cookie(cham.RoleOwner)); !slices.Equal(got, []string{"disk-full", "backup-failed"}) {
		t.Error("who owns all: ", got)
	}
	if got := kinds(b.cookie(cham.RoleAdmin)); !slices.Equal(got, []string{"disk-full"}) {
		t.Error("an admin: ", got)
	}
	if r := k.call(b.cookie(cham.RoleEditor), "GET", "/v1/machine", nil); r.Code != http.StatusForbidden {
		t.Error("an editor: ", r.Code)
	}
	k.business("beta")
	if got := kinds(b.cookie(cham.RoleOwner)); !slices.Equal(got, []string{"disk-full"}) {
		t.Error("an owner of one of two: ", got)
	}
}
