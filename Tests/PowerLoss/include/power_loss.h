#pragma once

/// Lets the power fail for the files below a folder: what was written and not synchronised by then is
/// lost in part, and the process is killed.
///
/// This library's own `write`, `pwrite`, `ftruncate`, `fsync` and `fdatasync` stand in for the C library's
/// in a program that links it, also for the shared libraries of that program. Linux only; elsewhere nothing
/// ever fails.
///
/// @param folder where files are watched, with all folders below it; no symbolic links in it
/// @param calls the power fails in place of the call after so many
/// @param seed decides which of the writes that were not synchronised reach the disk: none, some of
///   them in any order, or the first ones and half a sector
void weir_power_loss_arm(const char *folder, long calls, unsigned long long seed);
