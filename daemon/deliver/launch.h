/*
 * launch.h - starts a program with an alert on its standard input (launch.c)
 */
#ifndef NEWSWIRED_DELIVER_LAUNCH_H
#define NEWSWIRED_DELIVER_LAUNCH_H

#include <sys/types.h>

#include "deliver.h"

/* The program of the configuration (at least one word): its pid, which is its group's too, and the reading end of its
 * output, which does not block. 0 or -errno, then nothing runs. */
int launch(const struct strings *command, const struct deliver_alert *alert, pid_t *pid,
           int *output) base_checked;

#endif
