// Cmd runs the generator over corpora of published documents and writes a
// report. See the package corpora, and "make corpora".
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/telgen/telgen/internal/corpora"
)

func main() {
	root := flag.String("corpora", "", "folder with the documents")
	only := flag.String("only", "", "take only folders whose name begins with this")
	report := flag.String("o", "", "file of the report (default: standard output)")
	keep := flag.String("work", "", "folder for the generated code, which is kept (default: a temporary one)")
	refusals := flag.Bool("refusals", false, "print the samples that are not valid")
	flag.Parse()
	if err := run(*root, *only, *report, *keep, *refusals); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, only, report, work string, refusals bool) error {
	folders, err := find(root, only)
	if err != nil {
		return err
	}
	repository, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	if work == "" {
		if work, err = os.MkdirTemp("", "corpora"); err != nil {
			return err
		}
		defer os.RemoveAll(work)
	}
	r := &corpora.Run{Repository: repository, Work: work, Log: os.Stderr}
	results, err := r.All(context.Background(), folders)
	if err != nil {
		return err
	}
	if refusals {
		for _, result := range results {
			fmt.Fprintln(os.Stderr, strings.Join(result.Refusals, "\n"))
		}
	}
	if err := write(report, results); err != nil {
		return err
	}
	if corpora.Failed(results) {
		return fmt.Errorf("not everything is as it must be: see the report")
	}
	return nil
}

func find(root, only string) ([]corpora.Folder, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	all, err := corpora.Find(root)
	if err != nil {
		return nil, err
	}
	var folders []corpora.Folder
	for _, f := range all {
		if strings.HasPrefix(f.Name, only) {
			folders = append(folders, f)
		}
	}
	if len(folders) == 0 {
		return nil, fmt.Errorf("no documents below %s", root)
	}
	return folders, nil
}

func write(report string, results []*corpora.Result) error {
	if report == "" {
		return corpora.Report(os.Stdout, results)
	}
	f, err := os.Create(report)
	if err != nil {
		return err
	}
	if err := corpora.Report(f, results); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
