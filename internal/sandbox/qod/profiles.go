package qod

import (
	"time"

	profiles "github.com/telgen/telgen/generated/qod/profiles/v1"
	"github.com/telgen/telgen/runtime/opt"
)

// A Profile is a QoS profile of the sandbox.
type Profile struct {
	Name   string
	About  string // what it is for, one sentence
	Status string // ACTIVE, INACTIVE or DEPRECATED
	// Min and Max limit the duration of sessions, additions included.
	Min, Max time.Duration
	down, up int32 // target rates, Mbit/s; 0 for none
	delay    int32 // packet delay budget, ms; 0 for none
}

// A profile is a Profile and what comes of its sessions.
type profile struct {
	Profile
	fate          fate
	wait          time.Duration // until a session is AVAILABLE, in addition to the usual
	notApplicable bool
}

const day = 24 * time.Hour

// allProfiles returns the profiles by their order in lists.
func allProfiles() []*profile {
	normal := func(name, about string, down, up, delay int32) *profile {
		return &profile{Profile: Profile{Name: name, About: about, Status: "ACTIVE", Min: time.Second, Max: day, down: down, up: up, delay: delay}}
	}
	short := normal("QOS_SHORT", "sessions of 10 to 60 seconds", 2, 1, 0)
	short.Min, short.Max = 10*time.Second, time.Minute
	slow := normal("QOS_SLOW", "sessions become AVAILABLE 10 seconds later than others", 2, 1, 0)
	slow.wait = 10 * time.Second
	refusing := normal("QOS_UNAVAILABLE", "the network refuses all sessions", 2, 1, 0)
	refusing.fate = refused
	ending := normal("QOS_TERMINATED", "the network ends sessions halfway", 2, 1, 0)
	ending.fate = ended
	useless := normal("QOS_NOT_APPLICABLE", "cannot be had for any session: 422", 2, 1, 0)
	useless.notApplicable = true
	inactive := normal("QOS_INACTIVE", "is INACTIVE and cannot be had: 422", 2, 1, 0)
	inactive.Status, inactive.notApplicable = "INACTIVE", true
	old := normal("QOS_OLD", "is DEPRECATED and works", 2, 1, 0)
	old.Status = "DEPRECATED"
	return []*profile{
		normal("QOS_E", "low latency", 2, 2, 20),
		normal("QOS_S", "little throughput", 2, 1, 0),
		normal("QOS_M", "medium throughput", 10, 5, 0),
		normal("QOS_L", "high throughput", 50, 20, 0),
		short, slow, refusing, ending, useless, inactive, old,
	}
}

// Profiles returns the QoS profiles of every sandbox. The first four are plain
// ones; the others are for tests.
func Profiles() []Profile {
	var list []Profile
	for _, p := range allProfiles() {
		list = append(list, p.Profile)
	}
	return list
}

// json returns p as the API qos-profiles has it. Older versions know fewer
// members, and none that this has not.
func (p *profile) json() []byte {
	v := &profiles.QosProfile{
		Name: p.Name, Description: opt.Some(p.About), Status: profiles.QosProfileStatusEnum(p.Status),
		MinDuration: seconds(p.Min), MaxDuration: seconds(p.Max),
		TargetMinDownstreamRate: megabits(p.down), TargetMinUpstreamRate: megabits(p.up),
	}
	if p.delay > 0 {
		v.PacketDelayBudget = &profiles.Duration{Value: opt.Some(p.delay), Unit: opt.Some(profiles.TimeUnitEnumMilliseconds)}
	}
	return v.AppendJSON(nil)
}

func seconds(d time.Duration) *profiles.Duration {
	return &profiles.Duration{Value: opt.Some(int32(d / time.Second)), Unit: opt.Some(profiles.TimeUnitEnumSeconds)}
}

func megabits(n int32) *profiles.Rate {
	return &profiles.Rate{Value: opt.Some(n), Unit: opt.Some(profiles.RateUnitEnumMbps)}
}
