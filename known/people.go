package known

// Answers and contacts.
//
// Google Forms: the sheet of answers begins with Timestamp (Dấu thời gian), then
// the address where the form gathers it; what follows are the questions.
// HubSpot: the export of contacts (stored index files 56009613707, 71609405143,
// 59997707980).
var people = []Export{
	{
		Name: "google-forms", System: "Google Forms", Kind: Touches, Event: "Form Submitted", Channel: "website", Rest: true,
		Signature: []string{"Dấu thời gian"},
		Columns:   formColumns,
	},
	{
		Name: "google-forms", System: "Google Forms", Kind: Touches, Event: "Form Submitted", Channel: "website", Rest: true,
		Signature: []string{"Timestamp", "Email Address|Email address|Phone number|Phone|Full name|Your name|Username"},
		Columns:   formColumns,
	},
	{
		Name: "hubspot-contacts", System: "HubSpot", Kind: Customers,
		Signature: []string{"Record ID", "First Name", "Last Name", "Email"},
		Columns: []Column{
			{"userId", "Record ID"}, {"email", "Email"}, {"phone", "Phone Number|Mobile Phone Number|Phone"}, {"time", "Create Date"},
			{"traits.firstName", "First Name"}, {"traits.lastName", "Last Name"}, {"traits.company", "Company Name|Associated Company|Company"},
			{"traits.stage", "Lifecycle Stage"}, {"traits.leadStatus", "Lead Status"}, {"traits.origin", "Original Source"},
			{"traits.owner", "Contact owner"}, {"traits.city", "City"}, {"traits.jobTitle", "Job Title"},
		},
	},
}

var formColumns = []Column{
	{"time", "Dấu thời gian|Timestamp"},
	{"email", "Địa chỉ email|Email Address|Email|Email của bạn|Địa chỉ thư điện tử"},
	{"phone", "Số điện thoại|Số điện thoại của bạn|SĐT|Điện thoại|Phone number|Phone|Số điện thoại liên hệ|Số điện thoại (Zalo)"},
	{"traits.name", "Họ và tên|Họ tên|Tên của bạn|Họ và tên của bạn|Full name|Your name|Name"},
}
