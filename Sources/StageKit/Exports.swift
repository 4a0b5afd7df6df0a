@_exported public import Diagnostics
@_exported public import Statistics
@_exported public import Tables
