package main

type benchCmd struct {
	Capture benchCaptureCmd `cmd:"" help:"How many touches a second come in, beside what the machine allows."`
	Crash   benchCrashCmd   `cmd:"" help:"Kill Chạm under load again and again, then count: nothing answered may be lost or doubled."`
	Feed    benchFeedCmd    `cmd:"" help:"How soon a reader of the touches hears of one, and how fast it catches up."`
	Files   benchFilesCmd   `cmd:"" help:"How fast files of a million rows come in, and in how much memory."`
	Journey benchJourneyCmd `cmd:"" help:"How fast journey questions are answered, beside DuckDB and the memory's speed."`
	Start   benchStartCmd   `cmd:"" help:"How soon the program gives its first answer on a large history."`
}
