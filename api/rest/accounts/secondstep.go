package accounts

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

// SecondStep is how the caller signs in.
type SecondStep struct {
	On   bool `json:"on" doc:"codes of an app are asked for"`
	Left int  `json:"left" doc:"recovery codes that were not used yet"`
}

// Password is asked for again before what an open browser must not do.
type Password struct {
	Password string `json:"password" maxLength:"1024"`
}

// Enrolment is what an app reads a secret from; shown once.
type Enrolment struct {
	Secret  string `json:"secret" doc:"to type in where no picture can be read"`
	URI     string `json:"uri" doc:"otpauth://…, as the picture says it"`
	Picture string `json:"picture" doc:"QR code, a data: address of a PNG"`
}

// Code is one of the app.
type Code struct {
	Code string `json:"code" maxLength:"32"`
}

// RecoveryCodes are shown once; each works once, in place of a code of the app.
type RecoveryCodes struct {
	Codes []string `json:"codes"`
}

// PasswordAndCode turn the second step off.
type PasswordAndCode struct {
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code" maxLength:"32" doc:"of the app, or a recovery code"`
}

// Security is who sees what of customers, and who signs in in two steps.
type Security struct {
	Sights     map[cham.Role]cham.Sight `json:"sights" doc:"role → full, masked or hidden; an owner sees everything"`
	SecondStep []cham.Role              `json:"secondStep" doc:"roles that must sign in in two steps"`
}

type (
	passwordIn struct {
		route.RequestInfo
		Body Password
	}
	codeIn struct {
		route.RequestInfo
		Body Code
	}
	passwordAndCodeIn struct {
		route.RequestInfo
		Body PasswordAndCode
	}
)

func (s *server) secondStep(ctx context.Context, in *route.RequestInfo) (out SecondStep, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err == nil {
		out.On, out.Left, err = s.Access.SecondStep(ctx, c)
	}
	return out, err
}

func (s *server) beginSecondStep(ctx context.Context, in *passwordIn) (Enrolment, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return Enrolment{}, err
	}
	e, err := s.Access.BeginTOTP(ctx, c, in.Body.Password)
	return Enrolment(e), err
}

func (s *server) confirmSecondStep(ctx context.Context, in *codeIn) (out RecoveryCodes, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err == nil {
		out.Codes, err = s.Access.ConfirmTOTP(ctx, c, in.Body.Code)
	}
	return out, asked(err)
}

func (s *server) endSecondStep(ctx context.Context, in *passwordAndCodeIn) (route.None, error) {
	none, err := s.asMe(ctx, in.Session, func(c access.Caller) error {
		return s.Access.EndTOTP(ctx, c, in.Body.Password, in.Body.Code)
	})
	return none, asked(err)
}

// asked makes a wrong code of who is signed in a fault of the input: an answer
// of 401 would sign the page out.
func asked(err error) error {
	if e, ok := err.(*cham.Error); ok && e.Code == cham.CodeUnauthorized && e.Field == "code" {
		again := *e
		again.Code = cham.CodeInvalid
		return &again
	}
	return err
}

func (s *server) security(ctx context.Context, _ *route.None) (Security, error) {
	return securityOf(s.Access.Workspace(ctx, route.Workspace(ctx)))
}

func (s *server) setSecurity(ctx context.Context, in *route.In[Security]) (Security, error) {
	return securityOf(s.Access.ChangeWorkspace(ctx, route.Workspace(ctx),
		access.WorkspaceChange{Sights: &in.Body.Sights, SecondStep: &in.Body.SecondStep}))
}

func securityOf(ws cham.Workspace, err error) (Security, error) {
	out := Security{Sights: map[cham.Role]cham.Sight{}, SecondStep: ws.SecondStep}
	for _, r := range cham.Roles() {
		out.Sights[r] = cham.SightOf(r, ws.Sights)
	}
	return out, err
}
