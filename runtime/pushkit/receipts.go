package pushkit

import (
	"context"
	"net/http"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// ReceiptHandler returns a handler for Huawei's message receipts, of both
// versions. It is mounted at the address that is set in AppGallery Connect,
// checks the field X-HUAWEI-CALLBACK-ID as verify says, which
// [rest.HuaweiCallback] makes from the user name and key that are set there,
// hands each batch to take, and answers as Huawei expects. An error of take is
// answered with 500: Huawei takes that as not delivered.
//
// Receipts without the field are refused unless verify.Unsigned allows them:
// the console's test call may come without it. The field does not protect the
// body, which may have 1 MiB unless options say otherwise: 1000 receipts have
// 300 kB.
//
// A batch is never refused for one of its receipts, because all of them were
// lost: of a receipt, members that cannot be read are left out, and integers may
// be digits in a string.
func ReceiptHandler(take func(context.Context, []hcm.Receipt) error, verify rest.HMAC, options ...rest.HandlerOption) http.Handler {
	options = append([]rest.HandlerOption{rest.WithMaxBody(maxReceiptBody), rest.VerifyHMAC(verify)}, options...)
	e := rest.Endpoint{Operation: &receiptOperation, Status: http.StatusOK, Serve: func(ctx context.Context, r *rest.Request) (any, error) {
		batch := new(receiptBatch)
		if err := r.Decode(batch); err != nil {
			return nil, err
		}
		if err := take(ctx, batch.receipts); err != nil {
			return nil, err
		}
		return &hcm.ReceiptAck{Code: "0", Message: "success"}, nil
	}}
	return rest.NewReceiver(e, nil, options...)
}

const maxReceiptBody = 1 << 20

// receiptOperation is that of the handler that is generated for the webhook,
// which refuses a batch as a whole.
var receiptOperation = rest.Operation{Name: "onMessageReceipt", Method: http.MethodPost, ContentType: "application/json"}

// A receiptBatch is an hcm.ReceiptBatch that is read receipt by receipt.
type receiptBatch struct {
	receipts []hcm.Receipt
}

// DecodeJSON reads {"statuses": [...]}.
func (b *receiptBatch) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		if d.Key() != "statuses" {
			d.Skip()
			continue
		}
		d.BeginArray()
		for d.NextElement() {
			b.read(d)
		}
	}
}

// read reads a receipt, in a strict decoder as it must be.
func (b *receiptBatch) read(d *jsonwire.Decoder) {
	if !d.Strict {
		b.add(d.Raw())
		return
	}
	var r hcm.Receipt
	r.DecodeJSON(d)
	b.receipts = append(b.receipts, r)
}

// Validate is for rest.Strict.
func (b *receiptBatch) Validate() error { return (&hcm.ReceiptBatch{Statuses: b.receipts}).Validate() }

// add adds a receipt with what can be read of it, if it is an object at all.
func (b *receiptBatch) add(raw jsonwire.Raw) {
	var r hcm.Receipt
	if err := jsonwire.Salvage(raw, &r); err != nil && r.Token == "" && r.RequestID == "" {
		return // it is of nothing
	}
	b.receipts = append(b.receipts, r)
}
