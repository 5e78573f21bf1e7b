//go:build !linux

package main

func fewArenas() {}
