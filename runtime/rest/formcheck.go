package rest

// checkForm returns why v cannot be written as a form: a generated type with
// members that may be null has a CheckForm method, for a form cannot say that
// they are.
func checkForm(v FormAppender) error {
	if c, ok := v.(interface{ CheckForm() error }); ok {
		return c.CheckForm()
	}
	return nil
}
