/*
 * secret.h: where a secret file lies.
 */
#ifndef NEWSWIRED_CONF_SECRET_H
#define NEWSWIRED_CONF_SECRET_H

#include "base.h"

/* "%d/NAME" made whole. Caller frees. NULL with e when CREDENTIALS_DIRECTORY is unset. */
char *secret_path(const char *path, struct error *e);

#endif
