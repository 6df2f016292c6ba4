using System.Collections.Generic;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>What to load.</summary>
/// <param name="Path">A folder, a solution or a project, as the user wrote it.</param>
/// <param name="Exclude">Patterns of files and folders to leave out.</param>
internal sealed record LoadOptions(string Path, IReadOnlyCollection<string> Exclude)
{
    /// <summary>What paths are shown below; where the code lies, as the user wrote it, unless said otherwise.</summary>
    public string? ShownBelow { get; init; }

    /// <summary>Whether severities that the code's own configuration sets are obeyed. Measurements over many repositories do not: what their owners silenced is still a finding.</summary>
    public bool ObeysConfiguration { get; init; }

    /// <summary>Whether code of a folder that only a project's older target frameworks compile is analysed too.</summary>
    public bool HasAllTargets { get; init; }

    /// <summary>Whether the packages of a solution or project are restored first, as a build would.</summary>
    public bool Restores { get; init; } = true;
}
