package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cham"
	"cham/capability/audit"
	"cham/store/seal"
	"cham/store/sqlstore"
	"cham/store/witness"
)

// audit follows the chain of hashes of who did what, up to where it was seen to
// end.
func (c *doctorCmd) audit(ctx context.Context) finding {
	file := filepath.Join(c.Data, "state.db")
	if _, err := os.Stat(file); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return ok("nothing was done here yet")
	}
	f := c.auditOnce(ctx)
	if f.State != "ok" { // the log was cut off for its age while it was read
		f = c.auditOnce(ctx)
	}
	return f
}

func (c *doctorCmd) auditOnce(ctx context.Context) finding {
	url := cmp.Or(c.DatabaseURL, "sqlite:"+filepath.Join(c.Data, "state.db"))
	aside, err := c.auditSeen(witness.DamagedFile)
	if err == nil || cham.ErrorCode(err) == cham.CodeInvalid {
		return setAside(ctx, url, aside, err)
	}
	seen, unseen := c.auditSeen(witness.File) // before the entries: those may grow meanwhile
	if cham.ErrorCode(unseen) == cham.CodeInvalid {
		return fail(unseen.Error(), "somebody wrote in the data folder: compare the log with a backup of before that day, then delete the file")
	}
	n, err := sqlstore.CheckAudit(ctx, url, seen)
	switch {
	case err == nil && n > 0 && unseen != nil:
		return warn("the entries hold; where the log ends is not known: "+unseen.Error(),
			"was "+witness.File+" deleted? Entries at the end may be missing, compare with a backup; the next thing that is done writes it anew")
	case err == nil:
		return ok("%d entries, none changed since it was written, none cut off", n)
	case cham.ErrorCode(err) == cham.CodeInvalid:
		return fail(err.Error(),
			"somebody changed the database behind the program: compare with a backup of before that day, and change its passwords")
	}
	return warn(err.Error(), "the log could not be read; start this version of cham once on this folder, then run doctor again")
}

// setAside tells of what the program set aside: a file that somebody else wrote
// in, or one that the log did not go on from.
func setAside(ctx context.Context, url string, seen *audit.Seen, changed error) finding {
	if changed != nil {
		return fail(changed.Error(), "somebody wrote in the data folder: compare the log with a backup of before that day, then delete the file")
	}
	said := witness.DamagedFile + ": the log did not go on from where it was seen to end"
	if _, err := sqlstore.CheckAudit(ctx, url, seen); cham.ErrorCode(err) == cham.CodeInvalid {
		said += "; " + err.Error()
	}
	return fail(said, "somebody changed the database behind the program, or put an older one in its place: compare with a backup of before "+
		"that day, change its passwords, then delete the file")
}

// auditSeen is what a file says of where the logs end. It makes no key.
func (c *doctorCmd) auditSeen(file string) (*audit.Seen, error) {
	if _, err := os.Stat(filepath.Join(c.Data, file)); err != nil {
		return nil, cham.Wrap(cham.CodeNotFound, "cham.doctor", err)
	}
	if _, err := os.Stat(filepath.Join(c.Data, seal.KeyFile)); err != nil {
		return nil, cham.Wrap(cham.CodeUnavailable, "cham.doctor", err)
	}
	box, err := seal.Open(c.Data)
	if err != nil {
		return nil, err
	}
	seen, err := witness.Read(c.Data, file, box.MAC)
	if err != nil {
		return nil, err
	}
	return &seen, nil
}
