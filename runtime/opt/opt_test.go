package opt_test

import (
	"fmt"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
)

func TestValue(t *testing.T) {
	var v opt.Value[bool]
	if _, ok := v.Get(); ok || v.IsSet() || v.Or(true) != true || v != opt.None[bool]() {
		t.Errorf("zero Value is set: %v", v)
	}
	v.Set(false)
	if got, ok := v.Get(); !ok || got || v.Or(true) || v != opt.Some(false) {
		t.Errorf("false is not kept: %v", v)
	}
	if got := fmt.Sprint(v); got != "false" {
		t.Errorf("printed as %q", got)
	}
	v.Clear()
	if v.IsSet() || fmt.Sprint(v) != "<none>" {
		t.Errorf("after Clear: %v", v)
	}
}
