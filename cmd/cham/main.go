// Command cham is the whole of Chạm in one program: a server over one data
// folder, and the commands that script it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"cham"
)

// version is set by the release build.
var version = "dev"

type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run Chạm on one data folder."`
	Demo    demoCmd    `cmd:"" help:"Run Chạm with a simulated spa and cosmetics business."`
	Import  importCmd  `cmd:"" help:"Read a file of touches (.csv, .xlsx, .json, .ndjson, .parquet)."`
	Export  exportCmd  `cmd:"" help:"Write customers, touches, a map or an answer into a file (.csv, .xlsx, .parquet)."`
	Query   queryCmd   `cmd:"" help:"Ask about journeys."`
	Segment segmentCmd `cmd:"" help:"Say who meets a rule."`
	Reach   reachCmd   `cmd:"" help:"Say whether a customer may be written to."`
	Report  reportCmd  `cmd:"" help:"Print what a page shows."`
	MCP     mcpCmd     `cmd:"" name:"mcp" help:"Let an assistant ask, by the Model Context Protocol on standard input and output."`
	Costs   costsCmd   `cmd:"" help:"Set what was spent on bringing customers, from a file."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file, while the server runs."`
	Restore restoreCmd `cmd:"" help:"Fill an empty data folder from a backup."`
	Migrate migrateCmd `cmd:"" help:"Move the state to PostgreSQL, or back; the server must not run."`
	Reset   resetCmd   `cmd:"" name:"reset-password" help:"Make a link to a new password for who is locked out; the server must not run."`
	Doctor  doctorCmd  `cmd:"" help:"Check settings, disk and versions, and say what to do."`
	SBOM    sbomCmd    `cmd:"" name:"sbom" help:"Print what this program is made of, as CycloneDX."`
	Health  healthCmd  `cmd:"" help:"Say whether the server on the data folder can answer; for containers."`
	Bench   benchCmd   `cmd:"" help:"Measure this machine and Chạm on it."`

	Version kong.VersionFlag `help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings passed in; it returns the exit status:
// 0 well, 1 failed, 2 used wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cli := commands{Query: newQueryCmd()}
	status := -1
	parser, err := kong.New(&cli,
		kong.Name("cham"),
		kong.Description("Chạm puts every touch of every customer on a living journey map."),
		kong.UsageOnError(),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
		kong.Vars{"version": version},
		explained(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(stdout, (*io.Writer)(nil)),
	)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	command, err := parser.Parse(args)
	if status >= 0 { // --help or --version has answered
		return status
	}
	if err != nil {
		fmt.Fprintf(stderr, "cham: %v\n", err)
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(stderr, explain(err))
		return 1
	}
	return 0
}

// explain words an error for a terminal: what failed, where, and what to do.
func explain(err error) string {
	e, ok := errors.AsType[*cham.Error](err)
	if !ok {
		return "cham: " + err.Error()
	}
	s := "cham: " + e.Error()
	if e.RetryAfter > 0 {
		s += fmt.Sprintf("; try again in %s", e.RetryAfter)
	}
	return s
}
