package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"cham/app"
)

type migrateCmd struct {
	dataFlags
	backupFlags
	To string `help:"postgres://… of an empty database, or sqlite (with --database-url, where it comes from)." required:"" placeholder:"URL"`
}

func (c *migrateCmd) Run(ctx context.Context, w io.Writer) error {
	o := c.options(os.Stderr)
	var err error
	if o.BackupPassphrase, err = c.passphrase(); err != nil {
		return err
	}
	kept, err := app.Migrate(ctx, o, c.To)
	if err != nil {
		return err
	}
	if kept == "" {
		kept = "made when it began"
	}
	start := "cham serve --database-url URL"
	if c.To == app.ToSQLite {
		start = "cham serve, without --database-url and CHAM_DATABASE_URL"
	}
	_, err = fmt.Fprintf(w, "moved; the backup of before: %s. Start it with: %s\n", kept, start)
	return err
}
