// SPDX-License-Identifier: Apache-2.0

// What does Go's sync.Pool cost for the workloads of PairBenchmark and BatchBenchmark?
//
// How to run it, in this folder, with any Go from 1.18 on (no module file is needed):
//
//	go test -bench . -benchmem -cpu 1,2 -count 5 pool_test.go
//
// The suffix "-2" of a name is the number of processors. ns/op of a parallel run is the wall time
// divided by all operations, as Go reports it; multiply by the number of processors to compare with
// the average time per operation of one thread.
package pool

import (
	"sync"
	"testing"
)

// record has the size of the Java object: 328 bytes with its header.
type record struct {
	touched int64
	payload [320]byte
}

var sink *record

func newPool(made *int64) *sync.Pool {
	return &sync.Pool{New: func() any {
		*made++
		return new(record)
	}}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		r := new(record)
		r.touched++
		sink = r
	}
}

// BenchmarkPair is one get, touch, put on one goroutine.
func BenchmarkPair(b *testing.B) {
	var made int64
	pool := newPool(&made)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		r := pool.Get().(*record)
		r.touched++
		pool.Put(r)
	}
	b.ReportMetric(float64(made)/float64(b.N), "made/op")
}

// BenchmarkPairParallel is the same on one goroutine per processor.
func BenchmarkPairParallel(b *testing.B) {
	pool := &sync.Pool{New: func() any { return new(record) }}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := pool.Get().(*record)
			r.touched++
			pool.Put(r)
		}
	})
}

// BenchmarkOverflow takes 100 objects, then returns them; the time is per pair.
func BenchmarkOverflow(b *testing.B) {
	const batch = 100
	var made int64
	var held [batch]*record
	pool := newPool(&made)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += batch {
		for j := range held {
			r := pool.Get().(*record)
			r.touched++
			held[j] = r
		}
		for j := range held {
			pool.Put(held[j])
		}
	}
	b.ReportMetric(float64(made)/float64(b.N), "made/op")
}

// BenchmarkOverflowParallel is the same on one goroutine per processor.
func BenchmarkOverflowParallel(b *testing.B) {
	const batch = 100
	pool := &sync.Pool{New: func() any { return new(record) }}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		var held [batch]*record
		for n := 1; pb.Next(); n++ {
			if n%batch != 0 {
				continue
			}
			for i := range held {
				r := pool.Get().(*record)
				r.touched++
				held[i] = r
			}
			for i := range held {
				pool.Put(held[i])
			}
		}
	})
}
