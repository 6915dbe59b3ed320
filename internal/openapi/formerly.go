package openapi

// formerly finds the names that an earlier run gave: those that were recorded
// for the spots of declarations. An element of a list that has changed, so
// that it looks different, is still the same if there is only one that it can
// be. Names of others are given to nobody in this run: code that says
// ShapeVariant1 must not mean another variant from now on.
func (r *reader) formerly() {
	r.file()
	if len(r.opts.Record.Files) == 0 {
		return
	}
	found := map[Place]bool{}
	changed := map[Place][]*declared{} // by file and outline
	for _, d := range r.order {
		at := r.place(d, r.files.was[d.at.doc])
		if name := r.opts.Record.name(at); name != "" && !found[at] {
			d.former, d.was = name, at
			found[at] = true
		} else if text, ok := outline(at.Spot); ok && at.Key != "" {
			at.Spot = text
			changed[at] = append(changed[at], d)
		}
	}
	r.formerlyElse(changed, found)
}

// formerlyElse matches declarations with names that were recorded for spots of
// the same outline, if there is one of each.
func (r *reader) formerlyElse(changed map[Place][]*declared, found map[Place]bool) {
	before := map[Place][]Place{}
	for key, file := range r.opts.Record.Files {
		for spot := range file.Names {
			text, ok := outline(spot)
			at := Place{key, text}
			if ok && changed[at] != nil && !found[Place{key, spot}] {
				before[at] = append(before[at], Place{key, spot})
			}
		}
	}
	for at, places := range before {
		if len(places) == 1 && len(changed[at]) == 1 {
			d := changed[at][0]
			d.former, d.was = r.opts.Record.name(places[0]), places[0]
			continue
		}
		for _, place := range places {
			r.barred[fold(r.opts.Record.name(place))] = true
		}
	}
}

func (r Record) name(at Place) string { return r.Files[at.Key].Names[at.Spot] }
