package privacy

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/rights"
)

// DaysOff are the days that the clocks of requests leave out beside weekends.
type DaysOff struct {
	Own   []rights.DayOff `json:"own" doc:"added by the business"`
	Years []rights.Year   `json:"years" doc:"public holidays of this year and the next"`
}

type (
	dayIn struct {
		Day string `path:"day" format:"date" example:"2026-08-31"`
	}
	addDayIn struct {
		Day  string `path:"day" format:"date" example:"2026-08-31"`
		Body DayOffName
	}
)

// DayOffName says why a day is off.
type DayOffName struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
}

func (s *server) daysOff(ctx context.Context, _ *route.None) (out DaysOff, err error) {
	own, err := s.Desk.DaysOff(ctx, route.Workspace(ctx))
	if err != nil {
		return out, err
	}
	year, err := s.Desk.Year(ctx, route.Workspace(ctx))
	out.Own, out.Years = append([]rights.DayOff{}, own...), []rights.Year{rights.YearOf(year), rights.YearOf(year + 1)}
	return out, err
}

func (s *server) addDayOff(ctx context.Context, in *addDayIn) (DaysOff, error) {
	if err := s.Desk.AddDayOff(ctx, route.Workspace(ctx), in.Day, in.Body.Name, cham.ActorFrom(ctx).User); err != nil {
		return DaysOff{}, err
	}
	return s.daysOff(ctx, nil)
}

func (s *server) removeDayOff(ctx context.Context, in *dayIn) (DaysOff, error) {
	if err := s.Desk.RemoveDayOff(ctx, route.Workspace(ctx), in.Day, cham.ActorFrom(ctx).User); err != nil {
		return DaysOff{}, err
	}
	return s.daysOff(ctx, nil)
}
