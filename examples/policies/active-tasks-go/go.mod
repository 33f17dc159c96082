module example.com/active-tasks

go 1.18
