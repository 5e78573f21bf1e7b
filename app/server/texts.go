package server

import (
	"context"

	"cham"
	"cham/api/rest/campaigns"
	"cham/app"
)

// countSMS counts a text as a business would send it by SMS, and what it costs.
func countSMS(a *app.App) func(context.Context, cham.WorkspaceID, string) (*campaigns.SMSCount, error) {
	return func(ctx context.Context, ws cham.WorkspaceID, text string) (*campaigns.SMSCount, error) {
		sent, n, price, err := a.CountSMS(ctx, ws, text)
		return &campaigns.SMSCount{Text: sent, Characters: n.Characters, Parts: n.Parts, Unicode: n.Unicode, Price: price}, err
	}
}

// mailbox tells the API how the mailbox stands that undelivered mail comes back to.
func mailbox(a *app.App) func(context.Context, cham.WorkspaceID) (*campaigns.MailboxShown, error) {
	return func(ctx context.Context, ws cham.WorkspaceID) (*campaigns.MailboxShown, error) {
		state, err := a.Mailbox(ctx, ws)
		if state == nil || err != nil {
			return nil, err
		}
		shown := campaigns.MailboxShown(*state)
		return &shown, nil
	}
}
