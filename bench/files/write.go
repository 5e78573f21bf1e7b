package files

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// headings are those of a till's list of sales.
var headings = []string{"Mã đơn", "Ngày bán", "Khách hàng", "SĐT", "Email", "Chi nhánh", "Kênh bán", "Tên hàng", "Số lượng", "Đơn giá",
	"Tổng tiền", "Ghi chú"}

// orders calls write with the cells of each row: a quarter as many customers
// as orders, some of whom come often.
func orders(n int, write func(i int, at time.Time, cells []string) error) error {
	r := rand.New(rand.NewPCG(1, 2))
	branches := []string{"Kim Mã", "Hoàn Kiếm", "Quận 1", "Quận 7", "Đà Nẵng"}
	goods := []string{"Kem dưỡng", "Sữa rửa mặt", "Serum C", "Toner", "Mặt nạ", "Gội đầu dưỡng sinh"}
	at := time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		x := r.Float64()
		c := int(x * x * float64(max(1, n/4)))
		quantity, price := 1+r.IntN(3), 1000*(50+r.IntN(850))
		mail, note := "", ""
		if c%3 > 0 {
			mail = fmt.Sprintf("khach%d@example.com", c)
		}
		if i%7 == 0 {
			note = "giao buổi sáng, gọi trước"
		}
		at = at.Add(time.Duration(20+r.IntN(40)) * time.Second)
		err := write(i, at, []string{fmt.Sprintf("HD%07d", i), at.Format("02/01/2006 15:04"), fmt.Sprintf("Nguyễn Văn %d", c),
			fmt.Sprintf("09%08d", 12_000_000+37*(c%1_500_000)), mail, branches[c%5], []string{"store", "website"}[i%2], goods[i%6],
			strconv.Itoa(quantity), strconv.Itoa(price), strconv.Itoa(price * quantity), note})
		if err != nil {
			return err
		}
	}
	return nil
}

func writeCSV(file string, rows int) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(buffer)
	if err := w.Write(headings); err != nil {
		return err
	}
	if err := orders(rows, func(_ int, _ time.Time, cells []string) error { return w.Write(cells) }); err != nil {
		return err
	}
	w.Flush()
	return errors.Join(w.Error(), buffer.Flush())
}

// writeXLSX writes dates and numbers as such, telephone numbers too: their nought is lost.
func writeXLSX(file string, rows int) error {
	f := excelize.NewFile()
	defer f.Close()
	form := "dd/mm/yyyy hh:mm"
	date, err1 := f.NewStyle(&excelize.Style{CustomNumFmt: &form})
	w, err2 := f.NewStreamWriter("Sheet1")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	row := make([]any, len(headings))
	for i, h := range headings {
		row[i] = h
	}
	if err := w.SetRow("A1", row); err != nil {
		return err
	}
	err := orders(rows, func(i int, at time.Time, cells []string) error {
		for c, text := range cells {
			if row[c] = text; c == 3 || c >= 8 && c <= 10 {
				n, err := strconv.Atoi(text)
				if err != nil {
					return err
				}
				row[c] = n
			}
		}
		row[1] = excelize.Cell{StyleID: date, Value: at}
		return w.SetRow("A"+strconv.Itoa(i+2), row)
	})
	return errors.Join(err, w.Flush(), f.SaveAs(file))
}
