module rondo.dev/benchmarks

go 1.19
