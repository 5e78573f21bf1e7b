package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"

	"cham/app"
	"cham/capability/access"
)

// resetCmd makes a link to a new password for somebody who is locked out.
type resetCmd struct {
	dataFlags
	Email     string `arg:"" help:"E-mail of the account."`
	Forget    bool   `name:"forget-second-step" help:"Also sign in without a code again: phone and recovery codes are lost."`
	LetIn     bool   `name:"let-passwords-in" help:"Also end, in businesses the account owns, that people sign in elsewhere only."`
	PublicURL string `help:"Address browsers use, such as https://cham.example.vn." env:"CHAM_PUBLIC_URL" placeholder:"URL"`
}

func (c *resetCmd) Run(ctx context.Context, out io.Writer) error {
	o := c.options(os.Stderr)
	o.AtRest = true
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := access.New(a.Workspaces.AccessStore(), a.Secrets, a.Now, rand.Reader, access.DefaultHash)
	if err != nil {
		return err
	}
	s.Audit = a.Audit
	if c.Forget {
		if err := s.ForgetSecondStep(ctx, c.Email); err != nil {
			return err
		}
	}
	if c.LetIn {
		if err := s.LetPasswordsIn(ctx, c.Email); err != nil {
			return err
		}
	}
	token, expires, err := s.ResetLinkFor(ctx, c.Email)
	if err != nil {
		return err
	}
	base := strings.TrimRight(cmp.Or(c.PublicURL, "http://localhost:8080"), "/")
	_, err = fmt.Fprintf(out, "%s/reset/%s\n\nOpen it once cham serve runs again, before %s. It works once, and signs %s out everywhere.\n",
		base, token, expires.Local().Format("15:04"), c.Email)
	return err
}
