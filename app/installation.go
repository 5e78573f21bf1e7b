package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"cham"
)

// installationFile holds, in the data folder, the name that the database knows
// the installation by.
const installationFile = "installation"

// claimDatabase checks that database and data folder belong together, and that no
// other process uses them: touch history lies in the folder, everything else in the
// database, which on PostgreSQL others can reach.
func (a *App) claimDatabase(ctx context.Context) (err error) {
	file := a.Path(installationFile)
	here, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return folderError(a.Data, err)
	}
	mine := strings.TrimSpace(string(here))
	fresh := mine
	if fresh == "" {
		fresh = a.NewID()
	}
	theirs, made, err := a.Store.Installation(ctx, fresh)
	if err != nil {
		return err
	}
	if theirs != fresh || (mine == "" && !made) {
		return cham.Errorf(cham.CodeConflict, "app.Open",
			"the database belongs to another data folder than %s: "+
				"start with that folder (to move it, stop the server there and bring the folder along), "+
				"or with another database; "+
				"if that folder is lost for good with the touches in it, write %s into %s and start again", a.Data, theirs, file)
	}
	if mine == "" {
		if err := os.WriteFile(file, []byte(theirs+"\n"), 0o600); err != nil {
			return folderError(a.Data, err)
		}
	}
	return a.Store.Hold(ctx, holdWait)
}

// holdWait is how long a database may take to notice that the process before
// was killed.
const holdWait = 5 * time.Second
