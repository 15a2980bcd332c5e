// Reads Compose files as Docker Compose does, variables of the environment filled in, and prints the project as JSON. Ends with 1 and a
// sentence where Compose would refuse them. (The command that comes with the library fills in no variables.)
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if err := printProject(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func printProject(files []string) error {
	options, err := cli.NewProjectOptions(files, cli.WithOsEnv, cli.WithName("checked"))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	text, err := json.Marshal(project)
	if err == nil {
		fmt.Println(string(text))
	}
	return err
}
