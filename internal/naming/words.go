package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// special holds the words that Go or the field writes in its own way. Keys are
// in lower case.
var special = wordTable(`
	AAA ACL API APN ASCII AVP BSSID CPU CSV DNS EUI FQDN GGSN GUID HLR HMS HSS HTML HTTP HTTPS
	CSCF ICCID ID IMEI IMPI IMPU IMS IMSI IP IPsec IPv4 IPv6 ISDN JSON JWT LTE MAC MCC MME
	MNC MSISDN MSC NAI NAS PGW OAuth PCC PCRF PDN PDP PLMN PSI RAT RTR SCTP SGSN SIM SIP SLA SMS SQL
	SSH SSID TCP TLS TTL TWAN UDP UE UI UID UMTS URI URL URN UTC UTF8 UUID VPLMN WLAN XML
	APNs IDs IPs URIs URLs WebPush VoIP
`)

func wordTable(list string) map[string]string {
	table := map[string]string{}
	for _, w := range strings.Fields(list) {
		table[strings.ToLower(w)] = w
	}
	return table
}

// words splits a name of a specification at separators and at the humps of
// camel case: "SIP-Auth-Data-Item" is SIP, Auth, Data, Item; "deviceIpv4Addr"
// is device, Ipv4, Addr; "IPAddress" is IP, Address.
func words(name string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(name, isSeparator) {
		list = append(list, humps(part)...)
	}
	return list
}

func isSeparator(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// humps splits one part at lower-to-upper changes and before the last capital
// of a run that is followed by a small letter.
func humps(part string) []string {
	r := []rune(part)
	var list []string
	start := 0
	for i := 1; i < len(r); i++ {
		up := unicode.IsUpper(r[i])
		afterSmall := up && !unicode.IsUpper(r[i-1])
		lastOfRun := up && unicode.IsUpper(r[i-1]) && i+1 < len(r) && unicode.IsLower(r[i+1]) && !isPlural(r, i)
		if afterSmall || lastOfRun {
			list = append(list, string(r[start:i]))
			start = i
		}
	}
	return append(list, string(r[start:]))
}

// isPlural reports whether the capital at i ends an acronym in the plural:
// the D of "IDs", the N of "APNs".
func isPlural(r []rune, i int) bool {
	return r[i+1] == 's' && (i+2 == len(r) || !unicode.IsLower(r[i+2]))
}

// camel joins words as Go does, the first letter a capital. Words of capitals
// only are kept when shout is true, because then they are acronyms
// ("OC-OLR"); otherwise they are ordinary words shouted ("NETWORK_TERMINATED").
func camel(list []string, keepCapitals bool) string {
	var b strings.Builder
	for _, w := range list {
		b.WriteString(word(w, keepCapitals))
	}
	return b.String()
}

func word(w string, keepCapitals bool) string {
	if s, ok := special[strings.ToLower(w)]; ok {
		return s
	}
	r := []rune(w)
	if !keepCapitals && isShouted(r) {
		r = []rune(strings.ToLower(w))
	}
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

func isShouted(r []rune) bool {
	for _, c := range r {
		if unicode.IsLower(c) {
			return false
		}
	}
	return true
}

// Exported returns name as an exported Go identifier: what Assign makes of a
// name that no other is in the way of.
func Exported(name string) string { return exported(name) }

// exported returns name as an exported Go identifier.
func exported(name string) string { return leading(camel(words(name), true)) }

// value returns the name of an enum value as the tail of a constant's name.
func value(name string) string { return camel(words(strings.TrimPrefix(name, "DIAMETER_")), false) }

// leading makes a name that starts with a digit, or with a letter that has no
// capital, one that can be exported. "3GPP" becomes "TGPP", as is usual in the
// field.
func leading(name string) string {
	if rest, ok := strings.CutPrefix(name, "3GPP"); ok {
		return "TGPP" + rest
	}
	if first, _ := utf8.DecodeRuneInString(name); !unicode.IsUpper(unicode.ToUpper(first)) {
		return "X" + name
	}
	return name
}

// local returns name as an unexported Go identifier: "sessionId" is sessionID,
// "URL" is url.
func local(name string) string {
	list := words(name)
	if len(list) == 0 {
		return "x"
	}
	first := leading(strings.ToLower(list[0]))
	letter, size := utf8.DecodeRuneInString(first)
	return string(unicode.ToLower(letter)) + first[size:] + camel(list[1:], true)
}
