module github.com/telgen/telgen/bench

go 1.26.0

replace github.com/telgen/telgen => ..

require github.com/telgen/telgen v0.0.0

require (
	github.com/fiorix/go-diameter/v4 v4.1.0
	github.com/ishidawataru/sctp v0.0.0-20251114114122-19ddcbc6aae2 // indirect
)
