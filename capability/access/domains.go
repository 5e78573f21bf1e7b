package access

import (
	"context"
	"strings"

	"cham"
)

// DomainRecord is the DNS record by which a domain says whose it is: the name of a TXT
// record, and what it says.
func DomainRecord(ws cham.WorkspaceID, domain string) (name, text string) {
	return "_cham." + domain, "workspace=" + string(ws)
}

// owns reports whether the domain of an e-mail is known to be the workspace's. An owner
// may enter any domain, and any provider that says what it likes of it: what is more than
// letting invited people in, is for domains that say so themselves.
func (s *Service) owns(ctx context.Context, ws cham.WorkspaceID, email string) bool {
	domain := strings.ToLower(strings.TrimSpace(email[strings.LastIndexByte(email, '@')+1:]))
	return s.Owned != nil && domainName.MatchString(domain) && s.Owned(ctx, ws, domain)
}

// Unproven are the provider's domains of which nothing says that they are the
// workspace's.
func (s *Service) Unproven(ctx context.Context, p Provider) (all []string) {
	for _, d := range p.Domains {
		if !s.owns(ctx, p.Workspace, d) {
			all = append(all, d)
		}
	}
	return all
}
