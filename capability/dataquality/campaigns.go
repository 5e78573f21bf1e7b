package dataquality

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"cham"
	"cham/table"
)

// unfilled are placeholders of ad systems that nobody filled in.
var unfilled = regexp.MustCompile(`\{\{.*?\}\}|%7[Bb]%7[Bb]|\{[a-zA-Z_.:]+\}|__[A-Z][A-Z_]+__|%%.+%%` +
	`|\[(campaign|source|medium|ad|adset|keyword)[^\]]*\]`)

// campaigns are links that are misspelt, or say too little.
func (f *Facts) campaigns() (all []Finding) {
	all = append(all, f.spellings("source", func(c *CampaignFact) string { return c.Source })...)
	all = append(all, f.spellings("medium", func(c *CampaignFact) string { return c.Medium })...)
	templates, mediums, total := map[string]*Finding{}, map[string]*Finding{}, 0
	sources := map[string]int{}
	for i := range f.Campaigns {
		c := &f.Campaigns[i]
		total += c.N
		sources[c.Source] += c.N
		for _, text := range []string{c.Source, c.Medium, c.Campaign} {
			if unfilled.MatchString(text) {
				of(templates, UTMTemplate, text).bad(c.N, c.First, c.Seqs...)
				break
			}
		}
		if c.Source != "" && c.Medium == "" {
			of(mediums, UTMMedium, c.Source).bad(c.N, c.First, c.Seqs...)
		}
	}
	for _, subject := range slices.Sorted(maps.Keys(templates)) {
		found := templates[subject]
		found.Of = total
		all = append(all, found.named(false))
	}
	for _, subject := range slices.Sorted(maps.Keys(mediums)) {
		found := mediums[subject]
		if found.Of = sources[subject]; enough(found.N, found.Of) {
			all = append(all, found.named(false))
		}
	}
	return all
}

func of(all map[string]*Finding, check Check, subject string) *Finding {
	if all[subject] == nil {
		all[subject] = &Finding{Check: check, Subject: subject}
	}
	return all[subject]
}

// spellings are values that differ only in how they are written: each beside the
// commonest of them.
func (f *Facts) spellings(field string, value func(*CampaignFact) string) (all []Finding) {
	groups := map[string]map[string]*Finding{}
	for i := range f.Campaigns {
		c := &f.Campaigns[i]
		v := value(c)
		if plain := folded(v); plain != "" && !unfilled.MatchString(v) {
			if groups[plain] == nil {
				groups[plain] = map[string]*Finding{}
			}
			of(groups[plain], UTMSpelling, v).bad(c.N, c.First, c.Seqs...)
		}
	}
	for _, plain := range slices.Sorted(maps.Keys(groups)) {
		ways := groups[plain]
		common, total := "", 0
		for _, v := range slices.Sorted(maps.Keys(ways)) {
			total += ways[v].N
			// Of two as common the plain one is meant.
			if common == "" || ways[v].N > ways[common].N || ways[v].N == ways[common].N && v == strings.ToLower(v) {
				common = v
			}
		}
		for _, v := range slices.Sorted(maps.Keys(ways)) {
			if v != common {
				found := *ways[v]
				found.Other, found.Of = common, total
				found.Source = cham.SourceID("")
				found.Subject = v
				found = found.named(false)
				found.ID = field[:1] + found.ID
				all = append(all, found)
			}
		}
	}
	return all
}

// folded is a text without case, marks, spaces and what stands for them.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' || r == '.' || r == '+' {
			return -1
		}
		return r
	}, table.Fold(s))
}
