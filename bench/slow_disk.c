/* A disk whose flush takes SLOW_DISK_MS milliseconds: loaded before libc with LD_PRELOAD. */
#include <stdlib.h>
#include <time.h>

static int wait_for_the_disk(void)
{
    const char *milliseconds = getenv("SLOW_DISK_MS");
    struct timespec pause = {0, (milliseconds ? atol(milliseconds) : 0) * 1000000L};
    nanosleep(&pause, NULL);
    return 0;
}

int fsync(int file) { (void)file; return wait_for_the_disk(); }
int fdatasync(int file) { (void)file; return wait_for_the_disk(); }
