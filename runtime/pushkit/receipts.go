package pushkit

import (
	"context"
	"net/http"

	"github.com/telgen/telgen/generated/hcm"
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
// body.
func ReceiptHandler(take func(context.Context, []hcm.Receipt) error, verify rest.HMAC, options ...rest.HandlerOption) http.Handler {
	options = append([]rest.HandlerOption{rest.VerifyHMAC(verify)}, options...)
	return hcm.NewMessageReceiptHandler(receiptFunc(take), options...)
}

// A receiptFunc is a receiver of receipts.
type receiptFunc func(context.Context, []hcm.Receipt) error

// OnMessageReceipt hands receipts on and acknowledges them.
func (f receiptFunc) OnMessageReceipt(ctx context.Context, batch *hcm.ReceiptBatch) (*hcm.ReceiptAck, error) {
	if err := f(ctx, batch.Statuses); err != nil {
		return nil, err
	}
	return &hcm.ReceiptAck{Code: "0", Message: "success"}, nil
}
