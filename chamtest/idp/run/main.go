// Command run is the provider of chamtest/idp beside a test of pages: it sends
// browsers back to the address it is given, says in a line of JSON where it is
// and what clients and users sign in with, knows whoever a line of its input
// names (a User as JSON), and ends when that does.
package main

import (
	"encoding/json"
	"os"

	"cham/chamtest/idp"
)

func main() {
	s, stop := idp.Start(os.Args[1])
	defer stop()
	says := map[string]string{"issuer": s.Issuer, "client": idp.Client, "secret": idp.Secret, "password": idp.Password}
	if json.NewEncoder(os.Stdout).Encode(says) != nil {
		return
	}
	in := json.NewDecoder(os.Stdin)
	for u := (idp.User{}); in.Decode(&u) == nil; u = (idp.User{}) {
		s.Add(u)
	}
}
