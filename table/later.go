package table

func (f *File) workbook(string) (*Reader, error) {
	return nil, invalid(1, "binary", "a workbook; save its sheet as CSV UTF-8")
}

func (f *File) parquet() (*Reader, error) {
	return nil, invalid(1, "binary", "a Parquet file; write it as CSV UTF-8")
}
