// Package jsonwire is the JSON of generated code: functions that append
// members to a buffer, a decoder that hands them out one by one, and checks of
// what a schema asks. It knows nothing of any schema and uses no reflection.
// It is not a general JSON library: there is no tree, no struct tags and no
// streaming, and values are read and written only by code that was generated
// for their type.
//
// # Writing
//
// Every Append function takes the member's key as a literal with quotes and
// colon, or "" for the elements of a list, and ends with a comma. The end
// functions replace the last comma, so that generated code needs no state:
//
//	b = append(b, '{')
//	b = jsonwire.AppendString(b, `"qosProfile":`, v.QosProfile)
//	b = jsonwire.AppendOptString(b, `"sink":`, &v.Sink)
//	b = jsonwire.AppendOptInts(b, `"ports":`, v.Ports)
//	return jsonwire.EndMembers(b, v.Extra)
//
// Only a value that stands alone, the result of an AppendJSON method, has no
// comma after it: [EndObject] closes it, or [Trim] takes the comma away.
//
// # Reading
//
//	o := d.Object(keys) // `"duration":`, `"sink":`
//	for o.Next() {
//		switch o.Index {
//		case 0:
//			v.Duration = d.Int32()
//		case 1:
//			jsonwire.ReadOptString(d, &v.Sink)
//		default:
//			d.KeepMember(&v.Extra)
//		}
//	}
//	o.Require(1 << 0)
//
// A null stands for an absent member, except where a schema allows it: the Read
// functions leave the field as it is. After an error every loop ends and every
// read returns zero; the first error is kept. [Decoder] says what is accepted.
// [Decoder.BeginObject] and [Decoder.NextMember] read objects without a table:
// maps, and what is read by hand.
//
// # Checking
//
// A [Checker] keeps the first problem. Most members take one statement, which
// for optional ones is given the address of the field:
//
//	var c jsonwire.Checker
//	c.Object("device", v.Device)
//	c.Text("qosProfile", v.QosProfile, &textQosProfileName)
//	c.OptText("sink", &v.Sink, &textURI)
//	c.Int32("duration", v.Duration, 1, math.MaxInt32)
//	return c.End(&v.Extra, "device qosProfile sink duration")
//
// What is asked of a string is a [Text], a variable of the generated package.
package jsonwire
