package rest

import (
	"math"
	"strconv"
	"strings"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// fieldDoc is what a field's comment says: the text of the document, then
//
//	Required. 1 to 99.
//
// and more about it.
func fieldDoc(f *ir.Field, more ...string) []string {
	p := propertyOf(f)
	facts := propertyFacts(p)
	switch {
	case !f.Optional:
		facts = append([]string{"Required."}, facts...)
	case p.OneWay && p.ReadOnly:
		facts = append([]string{"Required in answers."}, facts...)
	case p.OneWay:
		facts = append([]string{"Required in requests."}, facts...)
	}
	facts = append(append(facts, checkFacts(p.Check)...), more...)
	text := emit.Sentence(f.Doc)
	if text == "" {
		text = f.GoName + " is " + f.Name + "."
	}
	return append(join(text, facts), deprecation(p.Deprecated)...)
}

// join puts facts behind a short text, or in a paragraph of their own.
func join(text string, facts []string) []string {
	all := strings.Join(facts, " ")
	if all == "" || strings.Contains(text, "\n") {
		return []string{text, all}
	}
	return []string{text + " " + all}
}

// deprecation is a paragraph that editors and linters know.
func deprecation(deprecated bool) []string {
	if !deprecated {
		return nil
	}
	return []string{"Deprecated: the document says so."}
}

func propertyFacts(p *ir.Property) []string {
	var facts []string
	if p.Nullable {
		facts = append(facts, "May be null.")
	}
	if p.ReadOnly {
		facts = append(facts, "Set by the server.")
	}
	if p.WriteOnly {
		facts = append(facts, "Never sent back by the server.")
	}
	if p.Default != "" {
		facts = append(facts, "Default "+p.Default+", applied by the server.")
	}
	return facts
}

// checkFacts says in words what c asks.
func checkFacts(c *ir.Check) []string {
	if c == nil {
		return nil
	}
	var facts []string
	add := func(fact string) {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	add(numberRange(c))
	add(countRange(c.MinLength, c.MaxLength, "character"))
	add(countRange(c.MinItems, c.MaxItems, "element"))
	add(countRange(c.MinProps, c.MaxProps, "member"))
	add(secondsRange(c))
	if c.MultipleOf != nil {
		add("A multiple of " + ir.Decimal(c.MultipleOf) + ".")
	}
	if c.Unique {
		add("No two elements are equal.")
	}
	if c.Const != "" {
		add("Always " + c.Const + ".")
	}
	if c.Format != "" {
		add("Format " + c.Format + ".")
	}
	if len(c.Values) > 0 {
		add("One of " + strings.Join(c.Values, ", ") + ".")
	}
	add(formFacts("One of these: ", c.AnyOf))
	add(formFacts("Only one of these: ", c.OneOf))
	for _, all := range c.AllOf {
		for _, fact := range checkFacts(all) {
			add(fact)
		}
	}
	if len(c.NotPatterns) > 0 {
		add("Not `" + strings.Join(c.NotPatterns, "`, nor `") + "`.")
	}
	if c.Pattern != "" {
		add("Pattern `" + strings.Join(patternsOf(c), "` and `") + "`.")
	}
	return facts
}

// formFacts says in words what alternatives ask.
func formFacts(intro string, list []*ir.Check) string {
	var forms []string
	for _, one := range list {
		forms = append(forms, strings.TrimSuffix(strings.Join(checkFacts(one), " "), "."))
	}
	if len(forms) == 0 {
		return ""
	}
	return intro + strings.Join(forms, "; ") + "."
}

// number prints a limit as people write it.
func number(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// numberRange is "1 to 99.", "At least 1." or "Above 0, at most 1.".
func numberRange(c *ir.Check) string {
	switch {
	case c.Minimum != nil && c.Maximum != nil && !c.ExclusiveMin && !c.ExclusiveMax:
		return ir.Decimal(c.Minimum) + " to " + ir.Decimal(c.Maximum) + "."
	case c.Minimum == nil && c.Maximum == nil:
		return ""
	}
	var parts []string
	if c.Minimum != nil {
		parts = append(parts, limitWord(c.ExclusiveMin, "above ", "at least ")+ir.Decimal(c.Minimum))
	}
	if c.Maximum != nil {
		parts = append(parts, limitWord(c.ExclusiveMax, "below ", "at most ")+ir.Decimal(c.Maximum))
	}
	return sentence(strings.Join(parts, ", "))
}

func limitWord(exclusive bool, without, with string) string {
	if exclusive {
		return without
	}
	return with
}

// secondsRange is "0 to 60 seconds.".
func secondsRange(c *ir.Check) string {
	var parts []string
	if c.MinSeconds != nil {
		parts = append(parts, limitWord(c.MinSecondsExclusive, "more than ", "at least ")+number(*c.MinSeconds))
	}
	if c.MaxSeconds != nil {
		parts = append(parts, "at most "+number(*c.MaxSeconds))
	}
	if len(parts) == 0 {
		return ""
	}
	return sentence(strings.Join(parts, ", ") + " seconds")
}

// countRange is "1 to 5 elements.", "At least 1 member.".
func countRange(low, high *int64, unit string) string {
	switch {
	case low != nil && high != nil && *low == *high:
		return plural(*low, unit) + "."
	case low != nil && high != nil:
		return strconv.FormatInt(*low, 10) + " to " + plural(*high, unit) + "."
	case low != nil:
		return "At least " + plural(*low, unit) + "."
	case high != nil:
		return "At most " + plural(*high, unit) + "."
	}
	return ""
}

func plural(n int64, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return strconv.FormatInt(n, 10) + " " + unit
}

// sentence gives text a capital and a full stop.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }
