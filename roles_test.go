package cham

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRolesMay is the table of roles.go as a page would print it: a change
// there is a decision, so it is one here too.
func TestRolesMay(t *testing.T) {
	want := `
read      owner admin editor agent analyst viewer
follow    owner admin editor agent analyst viewer
see       owner admin editor agent analyst viewer
ask       owner admin editor - analyst -
export    owner admin editor - analyst -
touch     owner admin editor agent - -
customers owner admin - agent - -
send      owner admin editor - - -
maps      owner admin editor - - -
import    owner admin - - - -
sources   owner admin - - - -
settings  owner admin - - - -
audit     owner admin - - - -
people    owner admin - - - -
own       owner - - - - -
sight     full full full full hidden masked
`
	got := "\n"
	for _, m := range Mays() {
		row := []string{}
		for _, r := range Roles() {
			who := "-"
			if r.May(m) {
				who = string(r)
			}
			row = append(row, who)
		}
		got += fmt.Sprintf("%-9s %s\n", m, strings.Join(row, " "))
	}
	got += "sight    "
	for _, r := range Roles() {
		got += " " + string(r.Sight())
	}
	if got += "\n"; got != want {
		t.Errorf("the table is %s", got)
	}
	if len(granted) != len(Mays()) {
		t.Errorf("%d rows in the table, %d in the list", len(granted), len(Mays()))
	}
}

func TestRolesCover(t *testing.T) {
	for _, r := range Roles() {
		if !RoleOwner.Covers(r) || r != RoleViewer && RoleViewer.Covers(r) || !r.Covers(r) || r.Covers("") || Role("x").Covers(r) {
			t.Errorf("%s covers wrongly", r)
		}
	}
	if RoleAgent.Covers(RoleAnalyst) || RoleAnalyst.Covers(RoleAgent) || RoleAdmin.Covers(RoleOwner) {
		t.Error("no ladder between agents and analysts, none up to the owner")
	}
}

func TestActorIsNarrowed(t *testing.T) {
	all := Actor{Role: RoleAdmin}
	few := Actor{Role: RoleAdmin, Only: []May{MayRead, MayOwn}}
	if !all.May(MayImport) || few.May(MayImport) || few.May(MayOwn) || !few.May(MayRead) || all.Equals(few) {
		t.Errorf("%v %v", all.Mays(), few.Mays())
	}
	if (Actor{Role: RoleAdmin, Only: []May{}}).May(MayRead) || len((Actor{}).Mays()) > 0 || (Actor{}).Sees() != SightHidden {
		t.Error("nobody may something")
	}
	if SightFull.Least(SightMasked) != SightMasked || SightHidden.Least(SightFull) != SightHidden || SightFull.Least("x") != SightHidden {
		t.Error("the least of two sights")
	}
}

// What somebody sees is the least of what role, department and the person's own
// limit say, in whichever order; an owner sees all.
func TestSightIsTheStrictest(t *testing.T) {
	sights := []Sight{SightFull, SightMasked, SightHidden}
	rank := func(s Sight) int { return slices.Index(sights, s) }
	limits := append([]Sight{""}, sights...)
	for _, r := range Roles() {
		for _, own := range limits {
			for _, department := range limits {
				for _, person := range limits {
					set := map[Role]Sight{r: own}
					got := SightOf(r, set, department, person)
					want := max(rank(SightOf(r, set)), rank(department), rank(person))
					if r == RoleOwner {
						want = rank(SightOf(r, set))
					}
					if rank(got) != want || got != SightOf(r, set, person, department) {
						t.Errorf("%s, own %q, department %q, person %q: %q", r, own, department, person, got)
					}
				}
			}
		}
	}
	if SightOf(RoleAgent, nil, "everything") != SightHidden || SightOf("emperor", nil) != SightHidden {
		t.Error("what is not known hides")
	}
}
