package main

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"cham"
	"cham/measure"
)

// queryCmd has a command for every question. What they are, and the flags that
// only some have, say the questions' descriptors.
type queryCmd struct {
	askFlags
	kong.Plugins
}

func newQueryCmd() queryCmd {
	var commands []reflect.StructField
	for _, d := range measure.Questions {
		commands = append(commands, reflect.StructField{Name: exported(string(d.Name)), Type: ownFlags(d),
			Tag: tag("cmd", "", "name", string(d.Name), "help", sentence(d.About.EN))})
	}
	return queryCmd{Plugins: kong.Plugins{reflect.New(reflect.StructOf(commands)).Interface()}}
}

// ownFlags is a struct of a question's own fields, each a flag.
func ownFlags(d *measure.Descriptor) reflect.Type {
	var flags []reflect.StructField
	for _, name := range d.Fields {
		f, in := measure.QueryField(name), queryField(name)
		of := []string{"name", f.FlagName(), "help", f.About}
		if values := in.Tag.Get("enum"); values != "" {
			of = append(of, "enum", ","+values, "default", "")
		}
		if f.Needed {
			of = append(of, "required", "")
		}
		flags = append(flags, reflect.StructField{Name: exported(name), Type: flagType(in), Tag: tag(of...)})
	}
	if d.Name == measure.Attribution {
		flags = append(flags, pathsFlag)
	}
	return reflect.StructOf(flags)
}

// queryField is the field of Query with a name in JSON.
func queryField(name string) reflect.StructField {
	of := reflect.TypeFor[measure.Query]()
	for i := range of.NumField() {
		if json, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); json == name {
			return of.Field(i)
		}
	}
	panic("no field " + name) // descriptors are held to the fields by a test
}

// flagType is the type that a flag of a field is read as.
func flagType(field reflect.StructField) reflect.Type {
	switch t := field.Type; {
	case t.Kind() == reflect.String, t == reflect.TypeFor[[][]string](), strings.HasSuffix(field.Name, "Days"):
		return reflect.TypeFor[string]()
	default:
		return t
	}
}

// Run asks the question of the command that was chosen.
func (c *queryCmd) Run(ctx context.Context, w io.Writer, chosen *kong.Context) error {
	command := chosen.Selected()
	d := measure.Describe(measure.Question(command.Name))
	q, err := c.query(d.Name)
	if err != nil {
		return err
	}
	for _, name := range d.Fields {
		if err := choose(&q, name, command.Target.FieldByName(exported(name))); err != nil {
			return err
		}
	}
	if d.Name == measure.Attribution {
		if file := command.Target.FieldByName(pathsFlag.Name).String(); file != "" {
			return c.creditPaths(w, file, q)
		}
	}
	a, err := c.ask(ctx, q)
	if err != nil {
		return err
	}
	return c.show(w, a)
}

// choose puts a flag's value into the query.
func choose(q *measure.Query, name string, flag reflect.Value) (err error) {
	field := reflect.ValueOf(q).Elem().FieldByIndex(queryField(name).Index)
	switch {
	case field.Type() == reflect.TypeFor[[][]string]():
		field.Set(reflect.ValueOf(stepsOf(flag.String())))
	case strings.HasSuffix(name, "Days"):
		var days float64
		days, err = parseDays(flag.String(), measure.QueryField(name).FlagName())
		field.SetFloat(days)
	default:
		field.Set(flag.Convert(field.Type()))
	}
	return err
}

// stepsOf reads "A,B|C": A, then B or C. A comma or bar of a name has a
// backslash before it.
func stepsOf(s string) (steps [][]string) {
	for _, step := range splitList(s, ",") {
		var any []string
		for _, name := range splitList(step, "|") {
			any = append(any, strings.TrimSpace(name))
		}
		steps = append(steps, any)
	}
	return steps
}

// splitList splits at a separator, but not at one that a backslash is before.
func splitList(s, sep string) []string {
	parts := strings.Split(s, sep)
	for i := 0; i < len(parts)-1; {
		if begun, escaped := strings.CutSuffix(parts[i], `\`); escaped {
			parts[i] = begun + sep + parts[i+1]
			parts = slices.Delete(parts, i+1, i+2)
		} else {
			i++
		}
	}
	return parts
}

// parseDays reads days: "30", "30d" or a Go duration; "" is 0.
func parseDays(s, flag string) (float64, error) {
	if s == "" {
		return 0, nil
	}
	if days, err := strconv.ParseFloat(strings.TrimSuffix(s, "d"), 64); err == nil && days > 0 {
		return days, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d.Hours() / 24, nil
	}
	e := cham.Errorf(cham.CodeInvalid, "cham.query", "write it like 30d or 12h, not %q", s)
	e.Field = "--" + flag
	return 0, e
}

// tag makes a struct tag of names and values.
func tag(of ...string) reflect.StructTag {
	var b strings.Builder
	for i := 0; i < len(of); i += 2 {
		fmt.Fprintf(&b, "%s:%s ", of[i], strconv.Quote(of[i+1]))
	}
	return reflect.StructTag(b.String())
}

func exported(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func sentence(s string) string { return exported(s) + "." }

// show prints an answer: as JSON in the words of the scripting contract where
// it has some, else, and with parts or a comparison, as the API words it.
func (f askFlags) show(w io.Writer, a *measure.Answer) error {
	whole := a.Parts == nil && a.Before == nil
	var object any = a
	if words := scripted[a.Question]; words != nil && whole {
		object = words(a)
	}
	return f.print(w, object, func(t *tabwriter.Writer) {
		if a.Attribution != nil && whole {
			printCredits(t, a.Attribution)
		} else {
			printSheets(t, a)
		}
	})
}
