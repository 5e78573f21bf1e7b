package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"cham"
	"cham/api/rest/accounts"
	"cham/app/server"
	"cham/capability/access"
	"cham/demo"
)

type demoCmd struct {
	Listen string `help:"Address to listen on; this machine only, unless you say otherwise." default:"127.0.0.1:8080" env:"CHAM_LISTEN"`
	Data   string `help:"Data folder." default:"cham-demo" type:"path"`
	Debug  bool   `help:"Print every detail."`

	Language string `help:"Language of the demo's map and of its owner." enum:"vi,en" default:"vi"`
}

// The demo's owner. It is no secret: the demo listens on this machine only.
const (
	demoEmail    = "demo@cham.local"
	demoPassword = "moc-an-demo"
)

func (c *demoCmd) Run(ctx context.Context, w io.Writer) error {
	flags := serverFlags{dataFlags: dataFlags{Data: c.Data, LogFormat: "text", LogLevel: "warn"}, Listen: c.Listen, Rate: 1000}
	if c.Debug {
		flags.LogLevel = "debug"
	}
	options := flags.options()
	options.DemoLogin = &accounts.SignIn{Email: demoEmail, Password: demoPassword}
	if host, _, _ := net.SplitHostPort(c.Listen); host != "127.0.0.1" && host != "localhost" {
		fmt.Fprintf(w, "Anybody who reaches %s can sign in to this demo: its password is known.\n", c.Listen)
	}
	s, err := server.New(ctx, options)
	if err != nil && ctx.Err() != nil {
		return nil // told to stop while it was starting: nothing failed
	}
	if err != nil {
		return err
	}
	if err := c.owner(ctx, s); err != nil {
		return errors.Join(err, s.Close())
	}
	fmt.Fprintf(w, "Chạm is running with the demo business %s.\n\n    %s\n    %s   %s\n\nCtrl-C stops it; the data stays in %s.\n",
		demo.Business, s.URL(), demoEmail, demoPassword, c.Data)
	return errors.Join(s.Serve(ctx), s.Close())
}

// owner makes the owner of the demo, with the demo business as the only one.
func (c *demoCmd) owner(ctx context.Context, s *server.Server) error {
	first, err := s.Access.FirstRun(ctx)
	if err != nil || !first {
		return err
	}
	if err := s.Demo.StartIn(ctx, "", c.Language); err != nil {
		return err
	}
	_, err = s.Access.Setup(ctx, access.NewOwner{Name: "Hà", Email: demoEmail, Password: demoPassword, Workspace: demo.Business,
		Language: c.Language, Published: true})
	if cham.ErrorCode(err) == cham.CodeConflict {
		return nil
	}
	return err
}
