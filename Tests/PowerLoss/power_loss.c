// A disk that keeps what is synchronised, and of the rest what it likes.
//
// Every change to a watched file is carried out at once and noted with the bytes that it replaced. A
// synchronisation forgets the notes. When the power fails, the notes of each file are undone, the last
// one first, and a part of them is done again: what is left is what a disk may have, which writes in any
// order and a sector at a time. Names (creation, renaming, removal) are taken as durable.

#define _GNU_SOURCE
#include "power_loss.h"

#if defined(__linux__)

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SECTOR = 512 };

/// A write, or with `bytes` null a change of length.
typedef struct Change {
  struct Change *earlier;
  off_t offset;
  size_t length;
  unsigned char *bytes;

  /// What stood where the change is, as far as the file went.
  unsigned char *replaced;
  size_t replaced_length;
  off_t file_length;
} Change;

typedef struct File {
  struct File *next;
  dev_t device;
  ino_t inode;

  /// Of the watcher itself; while it is open, no other file gets this inode.
  int descriptor;
  Change *last;
  long changes;
} File;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static File *files;
static char watched[4096];
static long calls_left = -1;
static unsigned long long random_state;

void weir_power_loss_arm(const char *folder, long calls, unsigned long long seed) {
  pthread_mutex_lock(&lock);
  snprintf(watched, sizeof watched, "%s/", folder);
  calls_left = calls;
  random_state = seed;
  pthread_mutex_unlock(&lock);
}

static unsigned long long next_random(void) {
  random_state += 0x9E3779B97F4A7C15ULL;
  unsigned long long value = random_state;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

// --- What is noted --------------------------------------------------------------------------------

static bool is_watched(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = 0;
  return strncmp(path, watched, strlen(watched)) == 0;
}

/// The watched file behind a descriptor; null for any other. With the lock held.
static File *file_of(int descriptor) {
  struct stat status;
  if (calls_left < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return NULL;
  for (File *file = files; file; file = file->next) {
    if (file->inode == status.st_ino && file->device == status.st_dev) return file;
  }
  if (!is_watched(descriptor)) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  File *file = calloc(1, sizeof *file);
  *file = (File){files, status.st_dev, status.st_ino, open(link, O_RDWR | O_CLOEXEC), NULL, 0};
  if (file->descriptor < 0) abort();
  return files = file;
}

static off_t length_of(File *file) {
  struct stat status;
  return fstat(file->descriptor, &status) == 0 ? status.st_size : 0;
}

/// Notes a change that is about to be made.
static void note(File *file, off_t offset, size_t length, const void *bytes) {
  Change *change = calloc(1, sizeof *change);
  change->earlier = file->last;
  change->offset = offset;
  change->length = length;
  change->file_length = length_of(file);
  size_t replaced = bytes ? length : (size_t)(change->file_length > offset ? change->file_length - offset : 0);
  change->replaced = malloc(replaced + 1);
  ssize_t found = replaced ? pread(file->descriptor, change->replaced, replaced, offset) : 0;
  change->replaced_length = found > 0 ? (size_t)found : 0;
  if (bytes) {
    change->bytes = malloc(length + 1);
    memcpy(change->bytes, bytes, length);
  }
  file->last = change;
  file->changes++;
}

static void forget(File *file) {
  for (Change *change = file->last, *earlier; change; change = earlier) {
    earlier = change->earlier;
    free(change->bytes);
    free(change->replaced);
    free(change);
  }
  file->last = NULL;
  file->changes = 0;
}

// --- What is left ---------------------------------------------------------------------------------

static void put(File *file, const void *bytes, size_t length, off_t offset) {
  if (length && syscall(SYS_pwrite64, file->descriptor, bytes, length, offset) != (long)length) abort();
}

static void cut(File *file, off_t length) {
  if (syscall(SYS_ftruncate, file->descriptor, length) != 0) abort();
}

static void redo(File *file, Change *change, size_t length) {
  if (change->bytes) {
    put(file, change->bytes, length, change->offset);
  } else {
    cut(file, change->offset);
  }
}

static void lose(File *file) {
  Change **changes = calloc((size_t)file->changes + 1, sizeof *changes);
  long count = 0;
  for (Change *change = file->last; change; change = change->earlier) {
    changes[file->changes - ++count] = change;
    put(file, change->replaced, change->replaced_length, change->offset);
    cut(file, change->file_length);
  }
  switch (next_random() % 3) {
  case 0: break;
  case 1:
    for (long index = 0; index < count; index++) {
      if (next_random() % 2) redo(file, changes[index], changes[index]->length);
    }
    break;
  default: {
    if (count == 0) break;
    long whole = (long)(next_random() % (unsigned long long)count);
    for (long index = 0; index < whole; index++) redo(file, changes[index], changes[index]->length);
    size_t sectors = changes[whole]->length / SECTOR;
    if (changes[whole]->bytes) redo(file, changes[whole], next_random() % (sectors + 1) * SECTOR);
  }
  }
}

/// Comes before each call on a watched file, with the lock held.
static void count_call(void) {
  if (calls_left-- > 0) return;
  for (File *file = files; file; file = file->next) lose(file);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// --- The calls ------------------------------------------------------------------------------------

static ssize_t watched_write(int descriptor, const void *bytes, size_t length, off_t offset, bool is_at) {
  pthread_mutex_lock(&lock);
  File *file = file_of(descriptor);
  if (file) {
    count_call();
    off_t place = offset;
    if (!is_at) {
      bool appends = fcntl(descriptor, F_GETFL) & O_APPEND;
      place = appends ? length_of(file) : lseek(descriptor, 0, SEEK_CUR);
    }
    note(file, place, length, bytes);
  }
  ssize_t written = is_at ? syscall(SYS_pwrite64, descriptor, bytes, length, offset)
                          : syscall(SYS_write, descriptor, bytes, length);
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return written;
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  return watched_write(descriptor, bytes, length, 0, false);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
  return watched_write(descriptor, bytes, length, offset, true);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return watched_write(descriptor, bytes, length, offset, true);
}

static int watched_truncate(int descriptor, off_t length) {
  pthread_mutex_lock(&lock);
  File *file = file_of(descriptor);
  if (file) {
    count_call();
    note(file, length, 0, NULL);
  }
  int result = (int)syscall(SYS_ftruncate, descriptor, length);
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int ftruncate(int descriptor, off_t length) { return watched_truncate(descriptor, length); }
int ftruncate64(int descriptor, off_t length) { return watched_truncate(descriptor, length); }

static int watched_sync(int descriptor, long number) {
  pthread_mutex_lock(&lock);
  File *file = file_of(descriptor);
  if (file) count_call();
  int result = (int)syscall(number, descriptor);
  int error = errno;
  if (file && result == 0) forget(file);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int fsync(int descriptor) { return watched_sync(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return watched_sync(descriptor, SYS_fdatasync); }

#else

void weir_power_loss_arm(const char *folder, long calls, unsigned long long seed) {}

#endif
