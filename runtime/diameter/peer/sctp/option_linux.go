//go:build !386

package sctp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// Numbers of linux/sctp.h and linux/socket.h.
const (
	optionNoDelay        = 3
	optionEvents         = 11
	optionBindAdd        = 100
	optionPeerAddrs      = 108
	optionLocalAddrs     = 109
	optionConnect        = 110
	controlSendInfo      = 2
	flagUnordered        = 1
	msgNotification      = 0x8000
	notifyAssocChange    = 1<<15 + 1
	assocRestart         = 2
	sizeofSockaddrInet4  = 16
	sizeofSockaddrInet6  = 28
	sizeofAddrsHead      = 8  // of struct sctp_getaddrs
	sizeofSendInfo       = 16 // of struct sctp_sndinfo
	payloadDiameter      = 46 // RFC 6733 section 11.4
	associationEventOnly = "\x00\x01\x00\x00\x00\x00\x00\x00"
)

// open returns a new socket for addresses like those of ips.
func open(ips []netip.Addr) (fd, family int, err error) {
	family = familyOf(ips)
	fd, err = syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, syscall.IPPROTO_SCTP)
	if err != nil && len(ips) == 0 { // a machine without IPv6
		family = syscall.AF_INET
		fd, err = syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, syscall.IPPROTO_SCTP)
	}
	if errors.Is(err, syscall.EPROTONOSUPPORT) || errors.Is(err, syscall.ESOCKTNOSUPPORT) {
		return -1, 0, fmt.Errorf("the kernel has no SCTP, try modprobe sctp: %w", err)
	}
	return fd, family, os.NewSyscallError("socket", err)
}

// familyOf returns AF_INET if all addresses are IPv4, otherwise AF_INET6, which
// takes both.
func familyOf(ips []netip.Addr) int {
	for _, ip := range ips {
		if !ip.Is4() {
			return syscall.AF_INET6
		}
	}
	if len(ips) == 0 {
		return syscall.AF_INET6
	}
	return syscall.AF_INET
}

// setOptions lets messages go at once, tells of a peer that starts anew, and
// has an IPv6 socket take IPv4 addresses, whatever the system's default is.
func setOptions(fd, family int) error {
	if family == syscall.AF_INET6 {
		if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, 0); err != nil {
			return os.NewSyscallError("setsockopt IPV6_V6ONLY", err)
		}
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_SCTP, optionNoDelay, 1); err != nil {
		return os.NewSyscallError("setsockopt SCTP_NODELAY", err)
	}
	err := syscall.SetsockoptString(fd, syscall.IPPROTO_SCTP, optionEvents, associationEventOnly)
	return os.NewSyscallError("setsockopt SCTP_EVENTS", err)
}

// bind takes local addresses. Without any it is the unspecified one.
func bind(fd, family int, a *Addr) error {
	ips := a.IPs
	if len(ips) == 0 {
		ips = []netip.Addr{netip.IPv6Unspecified()}
		if family == syscall.AF_INET {
			ips = []netip.Addr{netip.IPv4Unspecified()}
		}
	}
	for i, ip := range ips {
		if err := bindOne(fd, i, ip, a); err != nil {
			return fmt.Errorf("%s: %w", ip, err)
		}
	}
	return nil
}

// bindOne takes the local address ip, the i-th one. With port 0 the first one
// decides the port.
func bindOne(fd, i int, ip netip.Addr, a *Addr) error {
	sockaddr := string(appendSockaddr(nil, ip, a.Port))
	if err := syscall.SetsockoptString(fd, syscall.IPPROTO_SCTP, optionBindAdd, sockaddr); err != nil {
		return os.NewSyscallError("setsockopt SCTP_SOCKOPT_BINDX_ADD", err)
	}
	if i > 0 || a.Port != 0 {
		return nil
	}
	bound, err := addrs(fd, optionLocalAddrs)
	a.Port = bound.Port
	return err
}

// appendSockaddr appends the sockaddr_in or sockaddr_in6 of an address.
func appendSockaddr(b []byte, ip netip.Addr, port uint16) []byte {
	if ip.Is4() {
		b = binary.NativeEndian.AppendUint16(b, syscall.AF_INET)
		b = binary.BigEndian.AppendUint16(b, port)
		b = append(b, ip.AsSlice()...)
		return append(b, make([]byte, 8)...)
	}
	b = binary.NativeEndian.AppendUint16(b, syscall.AF_INET6)
	b = binary.BigEndian.AppendUint16(b, port)
	b = append(b, 0, 0, 0, 0) // flow information
	b = append(b, ip.AsSlice()...)
	return binary.NativeEndian.AppendUint32(b, scopeOf(ip.Zone()))
}

// scopeOf returns the number of the interface that a zone names, or 0.
func scopeOf(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if ifi, err := net.InterfaceByName(zone); err == nil {
		return uint32(ifi.Index)
	}
	n, _ := strconv.ParseUint(zone, 10, 32) // what is neither has no scope
	return uint32(n)
}

// readSockaddrs reads n of what appendSockaddr writes. The port is that of the
// last.
func readSockaddrs(b []byte, n int) (*Addr, error) {
	a := new(Addr)
	for range n {
		ip, port, size := readSockaddr(b)
		if size == 0 {
			return nil, errors.New("the kernel gave an address that cannot be read")
		}
		a.IPs, a.Port, b = append(a.IPs, ip), port, b[size:]
	}
	return a, nil
}

// readSockaddr reads one, of the given size; 0 means that it cannot be read.
func readSockaddr(b []byte) (ip netip.Addr, port uint16, size int) {
	if len(b) < sizeofSockaddrInet4 {
		return ip, 0, 0
	}
	family := binary.NativeEndian.Uint16(b)
	port = binary.BigEndian.Uint16(b[2:])
	switch {
	case family == syscall.AF_INET:
		return netip.AddrFrom4([4]byte(b[4:8])), port, sizeofSockaddrInet4
	case family == syscall.AF_INET6 && len(b) >= sizeofSockaddrInet6:
		ip = netip.AddrFrom16([16]byte(b[8:24])).Unmap()
		if scope := binary.NativeEndian.Uint32(b[24:]); scope != 0 {
			ip = ip.WithZone(zoneOf(scope))
		}
		return ip, port, sizeofSockaddrInet6
	}
	return ip, 0, 0
}

// zoneOf names an interface.
func zoneOf(scope uint32) string {
	if ifi, err := net.InterfaceByIndex(int(scope)); err == nil {
		return ifi.Name
	}
	return strconv.FormatUint(uint64(scope), 10)
}

// addrs returns the addresses of one end of an association. A socket that is
// not bound has none.
func addrs(fd, option int) (*Addr, error) {
	b := make([]byte, sizeofAddrsHead+maxAddrs*sizeofSockaddrInet6)
	if err := getsockopt(fd, option, b); err != nil {
		return nil, os.NewSyscallError("getsockopt SCTP_GET_ADDRS", err)
	}
	return readSockaddrs(b[sizeofAddrsHead:], int(binary.NativeEndian.Uint32(b[4:])))
}

// getsockopt reads an option that package syscall has no function for.
func getsockopt(fd, option int, b []byte) error {
	size := uint32(len(b))
	_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd), syscall.IPPROTO_SCTP, uintptr(option),
		uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// sendInfo returns the control message that has a message sent on stream 0 as
// Diameter.
func sendInfo(flags uint16) []byte {
	b := make([]byte, syscall.CmsgSpace(sizeofSendInfo))
	head := (*syscall.Cmsghdr)(unsafe.Pointer(unsafe.SliceData(b)))
	head.Level, head.Type = syscall.IPPROTO_SCTP, controlSendInfo
	head.SetLen(syscall.CmsgLen(sizeofSendInfo))
	info := b[syscall.CmsgLen(0):]
	binary.NativeEndian.PutUint16(info[2:], flags)
	binary.BigEndian.PutUint32(info[4:], payloadDiameter) // the kernel passes it on as it is
	return b
}

// errRestarted is why a connection ends whose peer has forgotten it.
var errRestarted = errors.New("the peer has started a new association in place of this one")

// notified reads a notification. The node has to exchange capabilities anew
// with a peer that was restarted, so that ends the connection.
func notified(b []byte) error {
	if len(b) < 10 || binary.NativeEndian.Uint16(b) != notifyAssocChange {
		return nil
	}
	if binary.NativeEndian.Uint16(b[8:]) == assocRestart {
		return errRestarted
	}
	return nil
}
