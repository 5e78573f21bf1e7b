package known

// Call logs: the customer's number is the caller of a call that came in, and the
// one called of a call that went out.
//
// Asterisk and FreePBX: the columns of the table cdr (stored index files 39686065935,
// 68555105844). 3CX: the call report of v18, of which v20 is not known
// (channels.md, open points). Stringee and OMICall: the fields of their call
// events (channels.md, S27, S28) under the Vietnamese headings of their portals.
var calls = []Export{
	{
		Name: "asterisk-calls", System: "Asterisk", Kind: Touches, Event: answered, Channel: "call",
		Signature: []string{"calldate", "src", "dst", "disposition"},
		Columns: []Column{
			{"time", "calldate"}, {"phone", "src"}, {"callee", "dst"}, {"status", "disposition"}, {"duration", "billsec|duration"},
		},
		Statuses: map[string]string{"ANSWERED": answered, "NO ANSWER": missed, "BUSY": missed, "FAILED": missed, "CONGESTION": missed},
	},
	{
		Name: "3cx-calls", System: "3CX", Kind: Touches, Event: answered, Channel: "call",
		Signature: []string{"Call Time", "Caller ID", "Destination", "Status"},
		Columns: []Column{
			{"time", "Call Time"}, {"phone", "Caller ID"}, {"callee", "Destination"}, {"status", "Status"}, {"duration", "Talking"},
			{"properties.reason", "Reason"},
		},
		Statuses: map[string]string{"Answered": answered, "Unanswered": missed, "Waiting": missed, "Redirected": missed},
	},
	{
		Name: "stringee-calls", System: "Stringee", Kind: Touches, Event: answered, Channel: "call", Layout: "dmy",
		Signature: []string{"Số gọi", "Số nhận|Số nghe", "Thời gian bắt đầu|Bắt đầu", "Hướng cuộc gọi|Loại cuộc gọi|Hướng gọi"},
		Columns: []Column{
			{"time", "Thời gian bắt đầu|Bắt đầu"}, {"phone", "Số gọi"}, {"callee", "Số nhận|Số nghe"},
			{"direction", "Hướng cuộc gọi|Loại cuộc gọi|Hướng gọi"}, {"status", "Trạng thái|Kết quả"},
			{"duration", "Thời lượng đàm thoại|Thời gian đàm thoại|Thời lượng"}, {"messageId", "ID cuộc gọi|Call ID|Mã cuộc gọi"},
			{"properties.agent", "Nhân viên|Agent"},
		},
		Statuses: callStatuses,
	},
	{
		Name: "omicall-calls", System: "OMICall", Kind: Touches, Event: answered, Channel: "call", Layout: "dmy",
		Signature: []string{"Số khách hàng", "Đầu số|Số tổng đài", "Thời gian gọi|Thời gian tạo", "Trạng thái"},
		Columns: []Column{
			{"time", "Thời gian gọi|Thời gian tạo"}, {"phone", "Số khách hàng"}, {"status", "Trạng thái"},
			{"duration", "Thời gian đàm thoại|Thời lượng đàm thoại|Thời lượng"}, {"traits.name", "Tên khách hàng"},
			{"messageId", "ID cuộc gọi|Mã giao dịch"}, {"properties.agent", "Nhân viên|Người gọi"},
		},
		Statuses: callStatuses,
	},
}

var callStatuses = map[string]string{"Đã nghe": answered, "Đã nghe máy": answered, "Nghe máy": answered, "Thành công": answered,
	"Đã trả lời": answered, "Nhỡ": missed, "Cuộc gọi nhỡ": missed, "Gọi nhỡ": missed, "Không nghe máy": missed, "Không trả lời": missed,
	"Máy bận": missed, "Bận": missed, "Thất bại": missed}
