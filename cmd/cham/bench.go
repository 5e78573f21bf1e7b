package main

type benchCmd struct {
	Capture benchCaptureCmd `cmd:"" help:"How many touches a second come in, beside what the machine allows."`
	Crash   benchCrashCmd   `cmd:"" help:"Kill Chạm under load again and again, then count: nothing answered may be lost or doubled."`
	Journey benchJourneyCmd `cmd:"" help:"How fast journey questions are answered, beside DuckDB and the memory's speed."`
	Start   benchStartCmd   `cmd:"" help:"How soon the program gives its first answer on a large history."`
}
