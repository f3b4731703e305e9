// Preloaded into a program: its wall clock is off by the seconds that stand in the file SADUAK_CLOCK_STEP, from one reading to the next.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef int Gettime(clockid_t, struct timespec*);

int clock_gettime(clockid_t clock, struct timespec* at)
{
    Gettime* real = NULL;
    *(void**)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int const result = real(clock, at);
    char const* const name = getenv("SADUAK_CLOCK_STEP");
    FILE* const file = clock == CLOCK_REALTIME && name != NULL ? fopen(name, "r") : NULL;
    if (file == NULL) return result;
    long seconds = 0;
    if (fscanf(file, "%ld", &seconds) == 1) at->tv_sec += seconds;
    fclose(file);
    return result;
}
