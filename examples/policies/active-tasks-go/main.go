// One pod per pending or running task: the formula of the built-in pending-plus-running, as a program in Go.
//
//	cd examples/policies/active-tasks-go && go build -o active-tasks .
//	poolproof run scenarios/steady-office-day.yaml --policy exec:./examples/policies/active-tasks-go/active-tasks
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
)

// Of what poolproof writes only what this formula needs; the rest is skipped.
type message struct {
	Type    string  `json:"type"`
	Version int     `json:"version"`
	Ask     int     `json:"ask"`
	Signals signals `json:"signals"`
}

type signals struct {
	Pods struct {
		Count int `json:"count"`
	} `json:"pods"`
	Tasks struct {
		// Nil: the task store did not answer.
		Pending *int `json:"pending"`
		Running int  `json:"running"`
	} `json:"tasks"`
}

type decision struct {
	Ask int `json:"ask"`
	// A pointer, so that 0 pods are written and no wish is not.
	ScaleTo *int   `json:"scaleTo,omitempty"`
	Hold    bool   `json:"hold,omitempty"`
	Reason  reason `json:"reason"`
}

type reason struct {
	Rule    string  `json:"rule"`
	Text    string  `json:"text"`
	Figures figures `json:"figures"`
}

// Reports show them in this order; of a map Go would write the keys by the alphabet.
type figures struct {
	ActiveTasks *int `json:"activeTasks,omitempty"`
	Pending     *int `json:"pending,omitempty"`
	Running     int  `json:"running"`
	Pods        int  `json:"pods"`
}

func decide(ask int, s signals) decision {
	running, pods := s.Tasks.Running, s.Pods.Count
	if s.Tasks.Pending == nil {
		seen := figures{Running: running, Pods: pods}
		return decision{Ask: ask, Hold: true, Reason: reason{"unavailable", "the task store did not answer", seen}}
	}
	pending := *s.Tasks.Pending
	active := pending + running
	text := fmt.Sprintf("%d pending and %d running tasks need an agent each", pending, running)
	seen := figures{ActiveTasks: &active, Pending: &pending, Running: running, Pods: pods}
	return decision{Ask: ask, ScaleTo: &active, Reason: reason{"active", text, seen}}
}

func main() {
	// What is for people goes to standard error, which is where log writes.
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 64*1024), 64*1024*1024)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var m message
		if err := json.Unmarshal(in.Bytes(), &m); err != nil {
			log.Fatalf("not understood: %v", err)
		}
		switch m.Type {
		case "hello":
			if m.Version != 1 {
				log.Fatalf("this program speaks version 1, not %d", m.Version)
			}
		case "signals":
			if err := out.Encode(decide(m.Ask, m.Signals)); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
}
