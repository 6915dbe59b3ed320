package cx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/opt"
)

// TestLife is a user's way from the first registration to the end.
func TestLife(t *testing.T) {
	s := newSCSCF()
	h, address := start(t, Config{Push: []string{alice}})
	c := connect(t, address, s)

	uaa, err := c.uar(alice, "sip:"+alice, "example.org", nil)
	wantResult(t, err, uaa.ExperimentalResult, cx.ExperimentalResultFirstRegistration)
	if caps := uaa.ServerCapabilities; caps == nil || len(caps.MandatoryCapability) != 1 || len(caps.OptionalCapability) != 2 {
		t.Errorf("capabilities %+v", caps)
	}
	lia, err := c.lir("tel:+15550100", nil)
	wantResult(t, err, lia.ExperimentalResult, cx.ExperimentalResultUnregisteredService)

	maa, err := c.mar(alice, "Unknown", 3)
	if err != nil || len(maa.SIPAuthDataItem) != 1 || maa.SIPNumberAuthItems != opt.Some[uint32](1) {
		t.Fatalf("MAA %+v, %v", maa, err)
	}
	digest := maa.SIPAuthDataItem[0].SIPDigestAuthenticate
	if digest == nil || digest.DigestHA1 != "1441a999b257bcd0cf5166930039876a" || digest.DigestRealm != "example.org" {
		t.Errorf("digest %+v", digest) // MD5 of alice@example.org:example.org:secret
	}

	saa, err := c.sar(alice, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+alice)
	if err != nil || saa.UserName != opt.Some(alice) || saa.ChargingInformation == nil {
		t.Fatalf("SAA %+v, %v", saa, err)
	}
	wantProfile(t, saa.UserData)
	ppr := within(t, s.pushed)
	if ppr.UserName != alice || string(ppr.UserData) != string(saa.UserData) || ppr.DestinationHost != "scscf.example.org" {
		t.Errorf("PPR %+v", ppr)
	}

	uaa, err = c.uar(alice, "tel:+15550100", "example.org", nil)
	wantResult(t, err, uaa.ExperimentalResult, cx.ExperimentalResultSubsequentRegistration)
	wantName(t, err, uaa.ServerName, serverOne)
	lia, err = c.lir("sip:"+alice, nil)
	wantName(t, err, lia.ServerName, serverOne)

	_, err = c.sar(alice, serverOne, cx.ServerAssignmentTypeUserDeregistrationStoreServerName)
	if err != nil {
		t.Fatal(err)
	}
	lia, err = c.lir("sip:"+alice, nil)
	wantName(t, err, lia.ServerName, serverOne)
	if _, err = c.sar(alice, serverOne, cx.ServerAssignmentTypeReRegistration, "sip:"+alice); err != nil {
		t.Fatal(err)
	}
	if err := h.Deregister(c.ctx, "sip:"+alice); err != nil {
		t.Fatal(err)
	}
	rtr := within(t, s.ended)
	if rtr.UserName != alice || len(rtr.PublicIdentity) != 2 || rtr.DeregistrationReason.ReasonCode != cx.ReasonCodePermanentTermination {
		t.Errorf("RTR %+v", rtr)
	}
	uaa, err = c.uar(alice, "sip:"+alice, "example.org", nil)
	wantResult(t, err, uaa.ExperimentalResult, cx.ExperimentalResultFirstRegistration)
	if len(s.pushed) != 0 {
		t.Error("the profile was pushed again, --push is once")
	}
}

// wantProfile reads the profile of Alice as an S-CSCF does.
func wantProfile(t *testing.T, data []byte) {
	t.Helper()
	var p struct {
		PrivateID      string
		ServiceProfile struct {
			PublicIdentity        []struct{ Identity string }
			InitialFilterCriteria []struct {
				TriggerPoint         struct{ SPT struct{ Method string } }
				ApplicationServer    struct{ ServerName string }
				ProfilePartIndicator string
			}
		}
	}
	if err := xml.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	want := "{alice@example.org {[{sip:alice@example.org} {tel:+15550100}] " +
		"[{{{INVITE}} {sip:calls.example.org} } {{{INVITE}} {sip:voicemail.example.org} 1}]}}"
	if got := fmt.Sprint(p); got != want {
		t.Errorf("profile %s\nwant    %s", got, want)
	}
}

func TestAKAItems(t *testing.T) {
	_, address := start(t, Config{})
	c := connect(t, address, newSCSCF())
	seen := map[string]bool{}
	for _, tt := range []struct{ asked, want uint32 }{{0, 1}, {1, 1}, {3, 3}, {5, 5}, {1 << 31, maxItems}} {
		maa, err := c.mar(bob, schemeAKA, tt.asked)
		if err != nil || len(maa.SIPAuthDataItem) != int(tt.want) || maa.SIPNumberAuthItems != opt.Some(tt.want) {
			t.Fatalf("%d items asked: %+v, %v", tt.asked, maa, err)
		}
		for i, item := range maa.SIPAuthDataItem {
			if item.SIPItemNumber != opt.Some(uint32(i)+1) || len(item.SIPAuthenticate) != 32 || len(item.SIPAuthorization) != 8 ||
				len(item.ConfidentialityKey) != 16 || len(item.IntegrityKey) != 16 || seen[string(item.SIPAuthenticate)] {
				t.Errorf("item %d of %d: %+v", i, tt.asked, item)
			}
			seen[string(item.SIPAuthenticate)] = true
		}
	}
}

// TestManyUsers has users come and go at the same time.
func TestManyUsers(t *testing.T) {
	const users, rounds = 20, 5
	var src strings.Builder
	src.WriteString("subscribers:\n")
	for i := range users {
		fmt.Fprintf(&src, "  - {private: u%d, public: [sip:u%d], password: x, aka: {k: %032x, opc: %032x}}\n", i, i, i, i)
	}
	h, address := start(t, Config{Subscribers: subscribers(t, src.String())})
	c := connect(t, address, newSCSCF())
	var wg sync.WaitGroup
	for i := range users {
		wg.Go(func() {
			user := fmt.Sprintf("u%d", i)
			for range rounds {
				if _, err := c.mar(user, "Unknown", 2); err != nil {
					t.Error(err)
				}
				if _, err := c.sar(user, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+user); err != nil {
					t.Error(err)
				}
				if err := h.List(io.Discard); err != nil {
					t.Error(err)
				}
				if _, err := c.sar(user, serverOne, cx.ServerAssignmentTypeUserDeregistration, "sip:"+user); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, u := range h.users.all {
		if want := uint64(2 * rounds << 5); u.state != notRegistered || u.aka.SQN != want {
			t.Errorf("%s is %s, SQN %d, want %d", u.Private, u.state, u.aka.SQN, want)
		}
	}
}

func TestNewErrors(t *testing.T) {
	all := subscribers(t, DefaultYAML())
	if _, err := New(Config{Subscribers: all}); err == nil {
		t.Error("an HSS without a name")
	}
	_, err := New(Config{Identity: "hss", Realm: "r", Subscribers: all, Push: []string{"carol"}})
	if err == nil || err.Error() != `no subscriber is called "carol"` {
		t.Errorf("pushing to nobody: %v", err)
	}
}

// TestServeFails has the listener close.
func TestServeFails(t *testing.T) {
	h, err := New(Config{Identity: "hss", Realm: "r", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := h.Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
