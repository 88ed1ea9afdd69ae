/*
 * banned.h: functions that do not compile here. Read by every translation unit (-include), after the system
 * headers that declare them, so that a use is an error that names the function.
 *
 * Why: they write without a limit (strcpy, sprintf, strcat), keep hidden state or are not reentrant (strtok,
 * gmtime, localtime, ctime, asctime, rand), or swallow errors (atoi, atol, atof, gets).
 */
#ifndef NEWSWIRED_BANNED_H
#define NEWSWIRED_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NEWSWIRED_BANNED(f) sorry_##f##_is_banned

#undef strcpy
#define strcpy(...) NEWSWIRED_BANNED(strcpy)
#undef strcat
#define strcat(...) NEWSWIRED_BANNED(strcat)
#undef strncpy
#define strncpy(...) NEWSWIRED_BANNED(strncpy)
#undef strncat
#define strncat(...) NEWSWIRED_BANNED(strncat)
#undef sprintf
#define sprintf(...) NEWSWIRED_BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) NEWSWIRED_BANNED(vsprintf)
#undef strtok
#define strtok(...) NEWSWIRED_BANNED(strtok)
#undef atoi
#define atoi(...) NEWSWIRED_BANNED(atoi)
#undef atol
#define atol(...) NEWSWIRED_BANNED(atol)
#undef atoll
#define atoll(...) NEWSWIRED_BANNED(atoll)
#undef atof
#define atof(...) NEWSWIRED_BANNED(atof)
#undef gmtime
#define gmtime(...) NEWSWIRED_BANNED(gmtime)
#undef localtime
#define localtime(...) NEWSWIRED_BANNED(localtime)
#undef ctime
#define ctime(...) NEWSWIRED_BANNED(ctime)
#undef asctime
#define asctime(...) NEWSWIRED_BANNED(asctime)
#undef rand
#define rand(...) NEWSWIRED_BANNED(rand)
#undef srand
#define srand(...) NEWSWIRED_BANNED(srand)
#undef mktemp
#define mktemp(...) NEWSWIRED_BANNED(mktemp)
#undef tmpnam
#define tmpnam(...) NEWSWIRED_BANNED(tmpnam)

#endif
