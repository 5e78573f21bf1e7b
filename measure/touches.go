package measure

// Touches asks volume and reach of every touch name.
const Touches Question = "touches"

var touches = Descriptor{
	Name:  Touches,
	About: Words{EN: "volume and reach of every touch name", VI: "số lượt và số khách của từng tên lượt chạm"},
	Example: Example{"Volume and reach of every touch, of customers whom Zalo brought",
		Query{From: november, Segment: Segment{Channel: "zalo"}}},
	rows: func(a *Answer) any { return a.Touches },
}

// TouchCount is one touch name.
type TouchCount struct {
	Name      string `json:"name"`
	Volume    int    `json:"volume"`
	Customers int    `json:"customers"`
}
