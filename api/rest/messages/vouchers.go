package messages

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"cham/api/rest/route"
	"cham/capability/voucher"
)

// VoucherList are pools of codes.
type VoucherList struct {
	Pools []voucher.Stock `json:"pools"`
}

func (s *server) pools(ctx context.Context, _ *route.None) (out VoucherList, err error) {
	out.Pools, err = s.Vouchers.Pools(ctx, route.Workspace(ctx))
	if out.Pools == nil {
		out.Pools = []voucher.Stock{}
	}
	return out, err
}

func (s *server) makePool(ctx context.Context, in *route.In[voucher.PoolDraft]) (voucher.Stock, error) {
	return s.Vouchers.Create(ctx, route.Workspace(ctx), in.Body)
}

func (s *server) changePool(ctx context.Context, in *struct {
	VoucherPath
	Body voucher.PoolDraft
}) (voucher.Stock, error) {
	return s.Vouchers.Change(ctx, route.Workspace(ctx), in.ID, in.Body)
}

func (s *server) removePool(ctx context.Context, in *VoucherPath) (route.None, error) {
	return route.None{}, s.Vouchers.Remove(ctx, route.Workspace(ctx), in.ID)
}

type codesIn struct {
	VoucherPath
	File    string `query:"file" maxLength:"300" doc:"what the file is called, where its content could be two things"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// codesFile describes the file in OpenAPI.
func codesFile(op *huma.Operation, _ huma.Registry) {
	op.MaxBodyBytes = 32 << 20
	op.Description = "The body is the file: CSV, XLSX, JSON or Parquet. Codes stand in its only column, or in the one called code or mã. " +
		"One code a line, as pasted, is a file, too."
}

func (s *server) addCodes(ctx context.Context, in *codesIn) (out voucher.CodesAdded, err error) {
	lines, err := voucher.ReadCodes(bytes.NewReader(in.RawBody), in.File)
	if err != nil {
		return out, err
	}
	return s.Vouchers.Add(ctx, route.Workspace(ctx), in.ID, lines)
}
