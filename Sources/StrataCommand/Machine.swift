import Glibc

/// What this machine has; it changes how fast a run is, never what it gives.
enum Machine {
    /// Cores that are switched on, at least one.
    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Bytes of memory.
    static var memory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }
}
