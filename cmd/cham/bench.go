package main

type benchCmd struct {
	Capture benchCaptureCmd `cmd:"" help:"How many touches a second come in, beside what the machine allows."`
}
