// Package voucher hands out codes from pools that the business filled: one to each
// message, the same whenever it is asked for it, and none to two people ever.
package voucher

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
)

// Pool is a stock of codes, of one offer.
type Pool struct {
	ID string `json:"id"`
	PoolDraft
	CreatedAt time.Time `json:"createdAt"`
}

// PoolDraft is what people say of a pool.
type PoolDraft struct {
	Name string `json:"name" minLength:"1" maxLength:"100" example:"Giảm 10% tháng 12"`
	// Ends is the last day on which codes are good, "2026-12-31"; empty when they do not end.
	Ends string `json:"ends,omitempty" format:"date" doc:"the last day on which its codes are good; none are handed out after it"`
}

// Stock is a pool and what has become of its codes.
type Stock struct {
	Pool
	Codes int `json:"codes" doc:"all of them"`
	Left  int `json:"left" doc:"may still be handed out"`
	Given int `json:"given" doc:"handed out"`
	Used  int `json:"used" doc:"named by an order"`
}

// Code is one code of a pool.
type Code struct {
	// Folded is what the spellings of a code share.
	Folded string `json:"folded"`
	Code   string `json:"code"`
}

// Uses is how many codes a mailing handed out, and how many of them orders named since.
type Uses struct {
	Given int `json:"given" doc:"messages that were given a code"`
	Used  int `json:"used" doc:"of these codes, those that an order named later"`
}

// Use is a code that an order named.
type Use struct {
	Folded string
	At     time.Time
	// Sure says that only the business can have sent it: then it also uses up a code that nobody was given. Else anybody
	// could use up a whole pool by guessing.
	Sure bool
}

// Store keeps pools and codes. Lookups that find nothing return CodeNotFound.
type Store interface {
	// Pools are a business's, the newest first.
	Pools(ctx context.Context, ws cham.WorkspaceID) ([]Stock, error)
	Pool(ctx context.Context, ws cham.WorkspaceID, id string) (Stock, error)
	CreatePool(ctx context.Context, ws cham.WorkspaceID, p Pool) error
	UpdatePool(ctx context.Context, ws cham.WorkspaceID, p Pool) error
	// DeletePool finds only a pool of which no code was handed out.
	DeletePool(ctx context.Context, ws cham.WorkspaceID, id string) error
	// AddCodes adds codes that no pool of the business has, and answers the folded ones it added.
	AddCodes(ctx context.Context, ws cham.WorkspaceID, pool string, codes []Code) (added []string, err error)
	// Give hands out a code to each message that has none yet, in one transaction, and answers whose code is which; a
	// message is not in it when none was left.
	Give(ctx context.Context, ws cham.WorkspaceID, pool, mailing string, messages []string, at time.Time) (map[string]string, error)
	Uses(ctx context.Context, ws cham.WorkspaceID, mailing string) (Uses, error)
	// Unused are those of some folded codes that a pool has and no order named.
	Unused(ctx context.Context, ws cham.WorkspaceID, folded []string) ([]string, error)
}

// Service is what is done with pools.
type Service struct {
	Store
	// Zone is where a business's days begin and end.
	Zone func(ctx context.Context, ws cham.WorkspaceID) (*time.Location, error)
	// Public reports whether anybody can send as a source.
	Public func(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) (bool, error)
	NewID  func() string
	Now    func() time.Time
}

// Valid says what is wrong with a pool: CodeInvalid with its field.
func (d *PoolDraft) Valid() error {
	d.Name = strings.TrimSpace(d.Name)
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > 100 {
		return invalid("name", "error.name", nil)
	}
	if _, err := time.Parse(time.DateOnly, cmp.Or(d.Ends, "2026-12-31")); err != nil {
		return invalid("ends", "error.voucher.ends", nil)
	}
	return nil
}

// EndsShown is the last day as letters show it, "31/12/2026"; "" for none.
func (p *Pool) EndsShown() string {
	day, err := time.Parse(time.DateOnly, p.Ends)
	if err != nil {
		return ""
	}
	return day.Format("02/01/2006")
}

// Create keeps a new pool, without codes.
func (s *Service) Create(ctx context.Context, ws cham.WorkspaceID, d PoolDraft) (Stock, error) {
	if err := d.Valid(); err != nil {
		return Stock{}, err
	}
	p := Pool{ID: s.NewID(), PoolDraft: d, CreatedAt: s.Now().UTC().Truncate(time.Millisecond)}
	return Stock{Pool: p}, s.CreatePool(ctx, ws, p)
}

// Change keeps another name or end.
func (s *Service) Change(ctx context.Context, ws cham.WorkspaceID, id string, d PoolDraft) (out Stock, err error) {
	if err := d.Valid(); err != nil {
		return out, err
	}
	if err := s.UpdatePool(ctx, ws, Pool{ID: id, PoolDraft: d}); err != nil {
		return out, err
	}
	return s.Pool(ctx, ws, id)
}

// Remove removes a pool and its codes. CodeConflict: some were handed out, and must not be again.
func (s *Service) Remove(ctx context.Context, ws cham.WorkspaceID, id string) error {
	if _, err := s.Pool(ctx, ws, id); err != nil {
		return err
	}
	err := s.DeletePool(ctx, ws, id)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return &cham.Error{Code: cham.CodeConflict, Op: "voucher.Remove", Key: "error.voucher.given"}
	}
	return err
}

// Open finds a pool; over says that its last day is past.
func (s *Service) Open(ctx context.Context, ws cham.WorkspaceID, id string) (p Stock, over bool, err error) {
	if p, err = s.Pool(ctx, ws, id); err != nil || p.Ends == "" {
		return p, false, err
	}
	zone, err := s.Zone(ctx, ws)
	if err != nil {
		return p, false, err
	}
	return p, s.Now().In(zone).Format(time.DateOnly) > p.Ends, nil
}

// HandOut gives each message its code; none to a message when the pool is empty, over or removed.
func (s *Service) HandOut(ctx context.Context, ws cham.WorkspaceID, pool, mailing string, messages []string) (map[string]string, error) {
	_, over, err := s.Open(ctx, ws, pool)
	if cham.ErrorCode(err) == cham.CodeNotFound || over {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return s.Give(ctx, ws, pool, mailing, messages, s.Now())
}

// End is the last day of a pool as letters show it; "" for none, or of a pool that was removed.
func (s *Service) End(ctx context.Context, ws cham.WorkspaceID, pool string) (string, error) {
	p, err := s.Pool(ctx, ws, pool)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return "", nil
	}
	return p.EndsShown(), err
}

func invalid(field, key string, args map[string]any) *cham.Error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "voucher", Field: field, Key: key, Args: args}
}
