package hcm

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/opt"
)

// Receipts say where and how receipts are sent.
type Receipts struct {
	URL string // http or https; empty for none
	// User and Key sign them with the field X-HUAWEI-CALLBACK-ID. Without a key
	// they are not signed.
	User, Key string
}

// String says where receipts go, without the key.
func (r Receipts) String() string { return "receipts of " + r.User + " to " + r.URL }

// GoString is String.
func (r Receipts) GoString() string { return r.String() }

// LogValue is String.
func (r Receipts) LogValue() slog.Value { return slog.StringValue(r.String()) }

const (
	maxReceipts    = 100 // of one call
	receiptQueue   = 1000
	receiptTimeout = 10 * time.Second
)

// A courier sends receipts, one batch after the other.
type courier struct {
	Receipts
	log   *slog.Logger
	queue chan *hcm.ReceiptBatch
}

func newCourier(r Receipts, log *slog.Logger) (*courier, error) {
	if r.URL != "" {
		if u, err := url.Parse(r.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("receipts cannot be sent to %q: want http:// or https://", r.URL)
		}
	}
	return &courier{Receipts: r, log: log, queue: make(chan *hcm.ReceiptBatch, receiptQueue)}, nil
}

// deliver has receipts sent for a message, as far as there is room for them.
func (c *courier) deliver(to []string, requestID, biTag string) {
	if c.URL == "" {
		return
	}
	now := time.Now().UnixMilli()
	var all []hcm.Receipt
	for _, token := range to {
		if isIllegal(token) {
			continue
		}
		status := hcm.ReceiptStatusDelivered
		if strings.HasPrefix(token, "gone-") {
			status = hcm.ReceiptStatusAppNotInstalled
		}
		all = append(all, hcm.Receipt{Token: token, RequestID: requestID, BiTag: opt.Some(biTag), Status: opt.Some(status), Timestamp: opt.Some(now)})
	}
	for part := range slices.Chunk(all, maxReceipts) {
		select {
		case c.queue <- &hcm.ReceiptBatch{Statuses: part}:
		default:
			c.log.Warn("receipts are lost: too many are waiting", "receipts", len(part))
		}
	}
}

// run sends receipts until ctx ends.
func (c *courier) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case batch := <-c.queue:
			if err := c.post(ctx, batch); err != nil {
				c.log.Warn("receipts were not taken", "receipts", len(batch.Statuses), "error", err)
			}
		}
	}
}

// post sends one batch. The address belongs to whoever started the sandbox.
func (c *courier) post(ctx context.Context, batch *hcm.ReceiptBatch) error {
	ctx, cancel := context.WithTimeout(ctx, receiptTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(batch.AppendJSON(nil)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json;charset=utf-8")
	if c.Key != "" {
		req.Header.Set("X-HUAWEI-CALLBACK-ID", c.signature(time.Now(), rand.Text()))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil {
		return err
	}
	var ack hcm.ReceiptAck
	if err := ack.UnmarshalJSON(body); err != nil || resp.StatusCode != http.StatusOK || ack.Code != "0" {
		return fmt.Errorf("answer %s with code %q, want 200 with \"0\"", resp.Status, ack.Code)
	}
	return nil
}

// signature returns the field X-HUAWEI-CALLBACK-ID.
func (c *courier) signature(now time.Time, nonce string) string {
	timestamp := strconv.FormatInt(now.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(c.Key))
	io.WriteString(mac, timestamp+nonce+c.User)
	return "timestamp=" + timestamp + "; nonce=" + nonce + "; value=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
