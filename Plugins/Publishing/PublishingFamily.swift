public import StageKit

extension StageFamily {
    /// Where a pipeline ends: files.
    public static let publishing = StageFamily(
        "Publishing", "Writes indicator files: releases, and unprotected figures for the house itself.",
        stages: [WriteRelease.self, WriteInternal.self])
}
