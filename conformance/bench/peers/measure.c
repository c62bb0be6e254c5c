/* measure REPORT COMMAND ARGUMENT...: runs the command and writes its wall time, user time and system time in
 * seconds and the largest resident set of one of its processes in bytes, as JSON, to the file REPORT. What
 * the command's children take is counted once they have been waited for. Ends as the command did. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "usage: measure REPORT COMMAND ARGUMENT...\n");
    return 2;
  }
  double began = now();
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 2;
  }
  if (child == 0) {
    execvp(words[2], words + 2);
    fprintf(stderr, "%s: %s\n", words[2], strerror(errno));
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  double wall = now() - began;
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
#ifdef __APPLE__
  long long unit = 1;
#else
  long long unit = 1024;
#endif
  FILE *report = fopen(words[1], "w");
  if (!report) {
    perror(words[1]);
    return 2;
  }
  fprintf(report, "{\"wall\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peak\":%lld}\n", wall,
          seconds(used.ru_utime), seconds(used.ru_stime), (long long)used.ru_maxrss * unit);
  if (fclose(report) != 0) {
    perror(words[1]);
    return 2;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
