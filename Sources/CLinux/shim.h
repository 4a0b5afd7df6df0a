// Calls of Linux that Swift cannot make: prctl is variadic, unshare is hidden behind _GNU_SOURCE, fts is not imported.
#include <fts.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

extern long syscall(long number, ...);

// Asks for a signal when the thread that made this process ends (prctl(2), PR_SET_PDEATHSIG).
static inline int strata_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0); }

// Becomes the parent of descendants whose own parent ends (PR_SET_CHILD_SUBREAPER).
static inline int strata_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0, 0, 0); }

// Nothing started from here on gains rights by set-user-ID (PR_SET_NO_NEW_PRIVS).
static inline int strata_gain_no_rights(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0, 0, 0); }

// unshare(2).
static inline int strata_leave_network(void) { return (int)syscall(SYS_unshare, CLONE_NEWNET); }
static inline int strata_leave_users_and_network(void) { return (int)syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNET); }

// Removes a folder and all that is in it, links not followed (fts(3)); what cannot be removed stays.
static inline void strata_remove_tree(char *path) {
    char *paths[] = {path, 0};
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, 0);
    if (!tree) return;
    for (FTSENT *entry; (entry = fts_read(tree));)
        if (entry->fts_info != FTS_D) remove(entry->fts_accpath);
    fts_close(tree);
}
