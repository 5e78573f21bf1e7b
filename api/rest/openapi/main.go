// Command openapi prints the description of the REST API, from which the
// pages' types are made: go run ./api/rest/openapi > web/openapi.json
package main

import (
	"fmt"
	"os"

	"cham/api/rest"
)

func main() {
	doc, err := rest.OpenAPI()
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
	os.Stdout.Write(doc)
}
