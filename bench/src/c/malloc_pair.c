// SPDX-License-Identifier: Apache-2.0
//
// What do malloc and free cost when C calls them? The loops are those of the Java benchmarks: pair, batch, replace.
// The library under test comes in by LD_PRELOAD. A second thread sleeps, because a JVM always has several and some
// allocators leave locks out while there is one.
//
//   cc -O2 -fno-builtin -pthread -o malloc_pair malloc_pair.c
//   LD_PRELOAD=libmimalloc.so.2 ./malloc_pair REPETITIONS MILLISECONDS pair SIZE
//                                                                      batch BLOCKS SIZE fifo|lifo
//                                                                      replace PLACES LEAST MOST
//
// Prints nanoseconds per operation, a line for each repetition.

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS = 100000, STEPS = 1 << 16 };

static unsigned char **blocks;
static int *places;
static int *sizes;
static size_t count, size, least, most;
static int fifo;

// The compiler must believe that somebody looks at the block.
static void touch(unsigned char *block) {
    *(volatile unsigned char *)block = (unsigned char)(uintptr_t)block;
    __asm__ volatile("" : : "r"(block), "r"(*(volatile unsigned char *)block) : "memory");
}

static unsigned char *allocate(size_t bytes) {
    unsigned char *block = malloc(bytes);
    if (block == NULL) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    touch(block);
    return block;
}

static long pair(void) {
    for (int i = 0; i < PAIRS; i++) {
        free(allocate(size));
    }
    return PAIRS;
}

static long batch(void) {
    long done = 0;
    for (; done < PAIRS; done += (long)count) {
        for (size_t i = 0; i < count; i++) {
            blocks[i] = allocate(size);
        }
        for (size_t i = 0; i < count; i++) {
            free(blocks[fifo ? i : count - 1 - i]);
        }
    }
    return done;
}

static long replace(void) {
    for (int i = 0; i < STEPS; i++) {
        free(blocks[places[i]]);
        blocks[places[i]] = allocate((size_t)sizes[i]);
    }
    return STEPS;
}

static uint64_t random_state = 43;

// splitmix64
static uint64_t next_random(void) {
    uint64_t z = random_state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static size_t random_below(size_t bound) {
    return (size_t)(((next_random() >> 32) * bound) >> 32);
}

static void prepare_replace(void) {
    for (int i = 0; i < STEPS; i++) {
        places[i] = (int)random_below(count);
        sizes[i] = (int)(least + random_below(most - least));
    }
    for (size_t i = 0; i < count; i++) {
        blocks[i] = allocate(least + random_below(most - least));
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double measure(long (*work)(void), double nanos) {
    double start = now();
    double end;
    long done = 0;
    do {
        done += work();
        end = now();
    } while (end - start < nanos);
    return (end - start) / (double)done;
}

static void *sleeper(void *unused) {
    for (;;) {
        pause();
    }
    return unused;
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fputs("usage: malloc_pair REPETITIONS MILLISECONDS pair SIZE | batch BLOCKS SIZE fifo|lifo"
              " | replace PLACES LEAST MOST\n",
              stderr);
        return 2;
    }
    long repetitions = atol(argv[1]);
    double nanos = 1e6 * (double)atol(argv[2]);
    long (*work)(void) = pair;
    size = count = (size_t)atol(argv[4]);
    if (strcmp(argv[3], "batch") == 0 && argc == 7) {
        work = batch;
        size = (size_t)atol(argv[5]);
        fifo = strcmp(argv[6], "fifo") == 0;
    } else if (strcmp(argv[3], "replace") == 0 && argc == 7) {
        work = replace;
        least = (size_t)atol(argv[5]);
        most = (size_t)atol(argv[6]);
    } else if (strcmp(argv[3], "pair") != 0) {
        fprintf(stderr, "no workload %s with these arguments\n", argv[3]);
        return 2;
    }
    pthread_t thread;
    blocks = calloc(count, sizeof *blocks);
    places = calloc(STEPS, sizeof *places);
    sizes = calloc(STEPS, sizeof *sizes);
    if (blocks == NULL || places == NULL || sizes == NULL
        || pthread_create(&thread, NULL, sleeper, NULL) != 0) {
        fputs("no memory or no thread\n", stderr);
        return 1;
    }
    if (work == replace) {
        prepare_replace();
    }
    measure(work, nanos / 2);
    for (long i = 0; i < repetitions; i++) {
        printf("%.3f\n", measure(work, nanos));
    }
    return 0;
}
