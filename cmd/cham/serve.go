package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"

	"cham/app/server"
)

// serverFlags say where and how the server is reached.
type serverFlags struct {
	dataFlags
	Listen       string         `help:"Address to listen on." default:":8080" env:"CHAM_LISTEN"`
	PublicURL    string         `help:"Address browsers use, such as https://cham.example.vn." env:"CHAM_PUBLIC_URL" placeholder:"URL"`
	TrustedProxy netip.Prefix   `help:"Trusted proxy (X-Forwarded-For), such as 127.0.0.1/32." env:"CHAM_TRUSTED_PROXY" placeholder:"NET"`
	InboxDir     string         `help:"Where watched folders lie; inbox by default." env:"CHAM_INBOX_DIR" type:"path" placeholder:"DIR"`
	FetchFrom    []netip.Prefix `help:"Inner networks that files come from and touches go to." env:"CHAM_FETCH_FROM" placeholder:"NET"`
	IdentityFrom []netip.Prefix `help:"Inner networks of providers that people sign in through." env:"CHAM_IDENTITY_FROM" placeholder:"NET"`
	Domains      []string       `name:"identity-domain" help:"E-mail domain of a business, its provider's people." env:"CHAM_IDENTITY_DOMAINS"`
	NoClients    bool           `name:"no-new-workspaces" help:"Owners make no more workspaces." env:"CHAM_NO_NEW_WORKSPACES"`
	Rate         float64        `help:"Requests a second that one write key may make." default:"1000" env:"CHAM_RATE"`

	Service map[string]string `help:"Where an outside service is, for a stand-in." env:"CHAM_SERVICE" placeholder:"NAME=URL" hidden:""`
}

func (f serverFlags) options() server.Options {
	o := f.dataFlags.options(os.Stderr)
	o.InboxDir, o.FetchFrom, o.Services = f.InboxDir, f.FetchFrom, f.Service
	return server.Options{Options: o, Listen: f.Listen, PublicURL: f.PublicURL,
		TrustedProxy: f.TrustedProxy, Rate: f.Rate, IdentityFrom: f.IdentityFrom, IdentityDomains: f.Domains,
		NoClients: f.NoClients}
}

type serveCmd struct {
	serverFlags
	keepFlags
	tlsFlags
}

// tlsFlags make the server speak HTTPS by itself.
type tlsFlags struct {
	TLSCert     string   `name:"tls-cert" help:"Certificate (PEM)." env:"CHAM_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey      string   `name:"tls-key" help:"Its key." env:"CHAM_TLS_KEY" type:"path" placeholder:"FILE"`
	ACMEDomains []string `name:"acme-domain" help:"Domain to certify by Let's Encrypt." env:"CHAM_ACME_DOMAIN"`
	ACMEEmail   string   `name:"acme-email" help:"Whom it may write to about certificates." env:"CHAM_ACME_EMAIL" placeholder:"MAIL"`
	ACMECA      string   `name:"acme-ca" help:"Another ACME directory." env:"CHAM_ACME_CA" placeholder:"URL"`
	HTTPListen  string   `name:"http-listen" help:"Sends browsers on to HTTPS, or none." default:":80" env:"CHAM_HTTP_LISTEN"`
}

func (f tlsFlags) tls() server.TLS {
	t := server.TLS{CertFile: f.TLSCert, KeyFile: f.TLSKey, Domains: f.ACMEDomains, Email: f.ACMEEmail, CA: f.ACMECA,
		Redirect: f.HTTPListen}
	if t.Redirect == "none" {
		t.Redirect = ""
	}
	return t
}

func (c *serveCmd) Run(ctx context.Context, w io.Writer) error {
	defer collectLess()()
	o := c.options()
	if err := c.set(&o.Options); err != nil {
		return err
	}
	o.TLS = c.tls()
	s, err := server.New(ctx, o)
	if err != nil && ctx.Err() != nil {
		return nil // told to stop while it was starting: nothing failed
	}
	if err != nil {
		return err
	}
	s.Log.Info("cham is ready", "address", s.URL(), "data", c.Data, "version", version)
	if setup := s.SetupURL(); setup != "" {
		fmt.Fprintf(w, "Make the first account here; from another machine with the address it has there:\n\n    %s\n\n", setup)
		s.Log.Info("nobody has an account yet: make the first one", "address", setup)
	}
	return errors.Join(s.Serve(ctx), s.Close())
}
