/* What zero-fill, copy-on-write and fork cost in the kernel underneath, in ns: one line of JSON.
 * Usage: kernel-vm PAGES. Small pages only; the child of a fork touches nothing. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static double touch(volatile char *memory, size_t pages, long size, char word) {
  double began = now();
  for (size_t i = 0; i < pages; i++) memory[i * size] = word;
  return (now() - began) / pages;
}

int main(int count, char **arguments) {
  size_t pages = count > 1 ? strtoul(arguments[1], 0, 10) : 100000;
  long size = sysconf(_SC_PAGESIZE);
  char *memory =
      mmap(0, pages * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  madvise(memory, pages * size, MADV_NOHUGEPAGE);
  double zeroFill = touch(memory, pages, size, 1);

  /* The child is gone before the parent writes: its pages are its own again, read-only. */
  double began = now();
  pid_t child = fork();
  if (child == 0) _exit(0);
  double forked = (now() - began) / pages;
  waitpid(child, 0, 0);
  double reuse = touch(memory, pages, size, 2);

  /* The child is there while the parent writes: every page is copied. */
  int pipes[2];
  if (pipe(pipes) != 0) return 1;
  child = fork();
  if (child == 0) {
    char end;
    close(pipes[1]);
    if (read(pipes[0], &end, 1) < 0) _exit(1);
    _exit(0);
  }
  double copy = touch(memory, pages, size, 3);
  close(pipes[1]);
  waitpid(child, 0, 0);
  printf("{\"pages\":%zu,\"zeroFill\":%.1f,\"fork\":%.2f,\"reuse\":%.1f,\"copy\":%.1f}\n", pages,
         zeroFill, forked, reuse, copy);
  return 0;
}
